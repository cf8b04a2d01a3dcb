import type { Framework } from "@blacktail/sdk";
import { MlpConfig } from "@blacktail/sdk/families";
import { adam } from "../autodiff/optimizer.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom } from "../random.ts";
import { permutationImportance } from "../report/permutationImportance.ts";
import { fit } from "../runner/fit.ts";
import { createForward } from "../runner/forward.ts";
import { plannedEpochs } from "../runner/plannedEpochs.ts";
import type { Parameter, Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import { predictionReport } from "../supervised/predictionReport.ts";
import { createProblem, type Problem } from "../supervised/problem.ts";
import { problemOutput } from "../supervised/problemOutput.ts";
import { columnFeatures } from "../tables/columnFeatures.ts";
import { exportTable, type ModelOutput } from "../tables/exportTable.ts";
import { loadTable } from "../tables/loadTable.ts";
import { joinRows } from "../tables/split.ts";
import { predictionTask } from "../tables/task.ts";
import { trainingData } from "../tables/trainingData.ts";
import { mlpParameters, mlpScores } from "./mlpNetwork.ts";

const VERSION = "1.0.0";
const DEFAULT_STEPS = 4_000;
const CHUNK_ROWS = 8_192;

/** Deep residual networks for tables: classes and quantities. */
export const mlp: Family = {
  family: "deep",
  name: "mlp",
  version: VERSION,
  checkConfig: (config) => void readConfig(MlpConfig, config),
  train: trainMlp,
};

async function trainMlp(context: TrainContext): Promise<TrainOutcome> {
  const { spec, threads, onProgress } = context;
  const config = readConfig(MlpConfig, spec.framework?.config ?? {});
  const loaded = await loadTable(context, { ...config, target: "required" });
  const { encoders, split, target, warnings, width } = loaded;
  if (target === undefined) throw new TypeError("A table that must have a target has one.");
  const problem = createProblem(target, joinRows(split.train, split.validation), config.loss);
  const matrix = await loaded.matrix("scaled");
  const shape = { features: width, width: config.width, blocks: config.blocks, outputs: problem.outputs };
  const program = createProgram(
    config,
    problem,
    mlpParameters(shape, createRandom(spec.seed, 2)),
    split.train.length,
    spec.seed,
  );
  const perEpoch = Math.ceil(split.train.length / program.batchSize);
  const usual = Math.min(1_000, Math.max(20, Math.ceil(DEFAULT_STEPS / perEpoch)));
  const steps = perEpoch * (plannedEpochs(spec.stages, config.epochs) ?? usual);
  const forward = await createForward({
    parameters: program.parameters,
    width,
    threads,
    outputs: (tape, x, weights) => ({ scores: mlpScores(tape, x, weights, config, 0) }),
  });
  const scoresOf = async (weights: readonly Float32Array[], rows: Int32Array) => {
    const scores = new Float32Array(rows.length * problem.outputs);
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const features = await matrix.read(rows.subarray(start, start + CHUNK_ROWS));
      scores.set((await forward.run(weights, features)).scores, start * problem.outputs);
    }
    return scores;
  };
  try {
    const fitted = await fit({
      program,
      data: await trainingData(matrix, split.train, problem),
      key: "network",
      steps,
      seed: spec.seed,
      stream: 3,
      learningRate: cosine({ peak: config.learningRate, steps, warmup: Math.min(100, Math.floor(steps / 10)) }),
      context,
      patience: config.patience,
      async validate(weights) {
        const { loss, main } = problem.measure(await scoresOf(weights, split.validation), split.validation);
        return { loss, metric: main };
      },
      onRun: (state) => onProgress({ phase: "training", totalSteps: steps, ...state }),
    });
    const { weights } = fitted;
    onProgress({ phase: "evaluating", step: fitted.steps, totalSteps: fitted.steps, epoch: fitted.steps / perEpoch });
    const scores = await scoresOf(weights, split.test);
    const { metrics, main } = problem.measure(scores, split.test);
    const importance = await permutationImportance({
      features: await matrix.read(split.test.subarray(0, CHUNK_ROWS)),
      width,
      columns: columnFeatures(encoders),
      metric: main.name,
      measure: async (features) => {
        const answers = await forward.run(weights, features);
        return problem.measure(answers.scores, split.test.subarray(0, features.length / width)).main.value;
      },
      seed: spec.seed,
    });
    const shown = predictionReport(target, problem, scores, split.test);
    const task = predictionTask(target, encoders);
    const framework: Framework = {
      family: "deep",
      name: "mlp",
      version: VERSION,
      config: spec.framework?.config ?? {},
    };
    const model = exportTable({
      name: "mlp",
      encoders,
      task,
      framework,
      outputs: (tape, x, free) => exportedScores(tape, x, program.parameters, weights, { config, problem, free }),
    });
    return {
      model,
      metrics: { ...metrics },
      task,
      split: { train: split.train.length, validation: split.validation.length, test: split.test.length },
      report: { v: 1, curves: fitted.curves, ...shown, importance },
      warnings,
      details: {
        parameters: weights.reduce((sum, { length }) => sum + length, 0),
        steps: fitted.steps,
        features: width,
      },
    };
  } finally {
    await forward.release();
  }
}

function createProgram(
  config: MlpConfig,
  problem: Problem,
  parameters: readonly Parameter[],
  rows: number,
  seed: number,
): Program {
  return {
    parameters,
    batchSize: Math.min(config.batchSize, rows),
    optimizer: adam({ weightDecay: config.weightDecay }),
    clip: config.clip,
    seed,
    data: [
      { name: "features", type: "float32", rowShape: [parameters[0]?.shape[0] ?? 0] },
      { name: "targets", type: problem.rowType, rowShape: problem.rowShape },
    ],
    loss(tape, weights, [x, y]) {
      if (x === undefined || y === undefined) throw new TypeError("A batch has features and targets.");
      return problem.loss(tape, mlpScores(tape, x, weights, config, config.dropout), y);
    },
  };
}

/** The trained network in the artifact: class scores, or the quantity in its own unit. */
function exportedScores(
  tape: Tape,
  x: Value,
  parameters: readonly Parameter[],
  weights: readonly Float32Array[],
  { config, problem, free }: { config: MlpConfig; problem: Problem; free: (name: string) => string },
): ModelOutput {
  const { graph } = tape;
  const values = parameters.map(({ name, shape }, index) =>
    tape.value(graph.initializer(free(name), "float32", shape, weights[index] ?? new Float32Array()), shape),
  );
  return problemOutput(tape, mlpScores(tape, x, values, config, 0), problem);
}

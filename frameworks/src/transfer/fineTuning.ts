import type { Framework, TaskInfo } from "@blacktail/sdk";
import { FineTuningConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import { problem as mistake } from "../errors.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { readModel } from "../inference/readModel.ts";
import { pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import type { FitProgress, FitResult } from "../runner/fit.ts";
import { createProblem } from "../supervised/problem.ts";
import { joinRows } from "../tables/split.ts";
import type { Examples, Memory } from "./examples.ts";
import { graft } from "./graft.ts";
import { createHead, type Head, headScores } from "./head.ts";
import { layerOf } from "./layer.ts";
import { loadExamples } from "./loadExamples.ts";
import { measure } from "./measure.ts";
import { readParent } from "./parent.ts";
import { runParent } from "./parentRunner.ts";
import { refuseParent } from "./refuseParent.ts";
import { regionOf } from "./region.ts";
import { plannedSteps, type TrainOnOptions, trainOn } from "./trainOn.ts";
import { fullTuning, loraTuning } from "./tuning.ts";

const VERSION = "1.0.0";

/** A new task on what a trained model knows: a head on its frozen graph, then, if wanted, its weights learn on too. */
export const fineTuning: Family = {
  family: "transfer",
  name: "fine-tuning",
  version: VERSION,
  checkConfig: (config) => void readConfig(FineTuningConfig, config),
  train: (context) => fineTune(context),
};

export async function fineTune(context: TrainContext, memory?: Memory): Promise<TrainOutcome> {
  const { spec, threads, onProgress, scratch: folder } = context;
  const config = readConfig(FineTuningConfig, spec.framework?.config ?? {});
  const parent = readParent(await parentBytes(context));
  const layer = layerOf(parent.graph, config.layer);
  // Found out before the data is read, since it needs none.
  const region = config.method === "frozen" ? undefined : regionOf(parent.graph, layer, config.method);
  const examples = await loadExamples(context, parent, config, memory);
  const { split, target } = examples;
  const problem = createProblem(target, joinRows(split.train, split.validation), "mse");
  const maxValues = memory?.values;
  const names = [...new Set([layer, ...(region?.boundary ?? [])])];
  const values = await runParent(parent, names, examples, { threads, folder, maxValues });
  const blockOf = (name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new TypeError(`The parent's value "${name}" was not computed.`);
    return value;
  };

  const learned = joinRows(split.train, examples.copies);
  const head = await createHead(blockOf(layer), learned, config.hidden, problem.outputs, createRandom(spec.seed, 2));
  const perFit = plannedSteps(spec, config, learned.length);
  const totalSteps = perFit * (region === undefined ? 1 : 2);
  context.checkpoints.stage?.plan(totalSteps);
  const perEpoch = Math.ceil(learned.length / Math.min(config.batchSize, learned.length));
  const options = (done: number, learningRate: number): TrainOnOptions => ({
    context,
    config,
    problem,
    split: { train: learned, validation: split.validation },
    learningRate,
    onRun: ({ step, loss, validationLoss, metric }: FitProgress) =>
      onProgress({
        phase: "training",
        step: done + step,
        totalSteps,
        epoch: (done + step) / perEpoch,
        loss,
        ...(validationLoss !== undefined && { validationLoss }),
        ...(metric && { metric: { ...metric } }),
      }),
  });
  const frozen = await trainOn(
    {
      key: "head",
      parameters: head.parameters,
      constants: [],
      blocks: [blockOf(layer)],
      scores(tape, weights, [features]) {
        if (features === undefined) throw new TypeError("A batch has the layer's values.");
        return headScores(tape, features, weights, head);
      },
    },
    options(0, config.learningRate),
  );
  let fitted: { weights: ReadonlyMap<string, Float32Array>; headWeights: readonly Float32Array[]; tuned?: FitResult } =
    {
      weights: new Map(),
      headWeights: frozen.weights,
    };
  const warnings = [...examples.warnings];
  if (region !== undefined) {
    const tuning =
      config.method === "lora" ? loraTuning(region, config.rank, createRandom(spec.seed, 5)) : fullTuning(region);
    const count = tuning.parameters.length;
    const tuned = await trainOn(
      {
        key: "parent",
        parameters: [...tuning.parameters, ...startingFrom(head, frozen.weights)],
        constants: tuning.constants,
        blocks: region.boundary.map(blockOf),
        scores(tape, weights, blocks, constants) {
          const boundary = new Map(
            region.boundary.flatMap((name, index) => {
              const value = blocks[index];
              return value === undefined ? [] : [[name, value] as const];
            }),
          );
          const value = tuning.layer(tape, boundary, weights.slice(0, count), constants, layer);
          return headScores(tape, value, weights.slice(count), head);
        },
      },
      options(perFit, config.tuningRate),
    );
    const [before, after] = [frozen.validation?.loss, tuned.validation?.loss];
    if (before !== undefined && after !== undefined && after >= before) {
      warnings.push("Tuning the parent did not help on the validation rows, so only the head is new.");
    } else {
      fitted = { weights: tuning.merge(tuned.weights.slice(0, count)), headWeights: tuned.weights.slice(count) };
    }
    fitted = { ...fitted, tuned };
  }
  const steps = frozen.steps + (fitted.tuned?.steps ?? 0);
  onProgress({ phase: "evaluating", step: steps, totalSteps, epoch: steps / perEpoch });
  const task = taskOf(examples);
  const framework: Framework = {
    family: "transfer",
    name: "fine-tuning",
    version: VERSION,
    config: spec.framework?.config ?? {},
  };
  const model = graft({ parent, layer, head, problem, task, framework, ...fitted });
  const { metrics, report } = await measure(model, examples, split.test, { threads, seed: spec.seed });
  return {
    model,
    metrics,
    task,
    split: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    report: { v: 1, curves: [...curvesOf(frozen, "head"), ...curvesOf(fitted.tuned, "parent")], ...report },
    warnings,
    details: {
      method: config.method,
      layer,
      features: head.sizes[0],
      steps,
      learned: region === undefined ? 0 : region.weights.length,
    },
  };
}

async function parentBytes({ spec, inputs }: TrainContext): Promise<Uint8Array> {
  const parents = spec.data.filter(({ role }) => role === "parent");
  const [parent] = parents;
  if (parent === undefined) {
    throw mistake("PARENT_MISSING", "The job names no parent.", "Give one trained model, an .onnx file.");
  }
  if (parents.length > 1) {
    throw refuseParent(`it is one of ${parents.length}`, "Give one parent; ensembles join several models.");
  }
  return readModel(pathOf(inputs, parent));
}

function startingFrom({ parameters }: Head, weights: readonly Float32Array[]) {
  return parameters.map((parameter, index) => ({ ...parameter, initial: weights[index] ?? parameter.initial }));
}

function curvesOf(result: FitResult | undefined, part: string) {
  return (result?.curves ?? []).map((curve) => ({ ...curve, name: `${curve.name} (${part})` }));
}

function taskOf({ target, targetName, input }: Examples): TaskInfo {
  const name = targetName === undefined ? {} : { target: targetName };
  if (target.kind === "regression") return { kind: "regression", ...name, ...input };
  return { kind: "classification", ...name, classes: [...target.classes], ...input };
}

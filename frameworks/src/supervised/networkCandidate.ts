import type { TabularConfig } from "@blacktail/sdk/families";
import { adam, type Optimizer, sgd } from "../autodiff/optimizer.ts";
import { createRandom } from "../random.ts";
import { fit } from "../runner/fit.ts";
import { network, networkParameters } from "../runner/network.ts";
import type { Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import { trainingData } from "../tables/trainingData.ts";
import { type Candidate, type FitOptions, type Fitted, validationRows } from "./candidate.ts";
import { type Layers, mergeMembers } from "./ensemble.ts";
import { createForward } from "./forward.ts";
import type { Model } from "./model.ts";
import type { Measure, Problem } from "./problem.ts";

/** Steps per run of the Scan: enough to hide the cost of a call, few enough to validate and report often. */
const MIN_STEPS_PER_RUN = 12;
const MAX_STEPS_PER_RUN = 240;
const DEFAULT_STEPS = 2_000;
/** However many rows there are. */
const MAX_DEFAULT_STEPS = 40_000;
const MANY_ROWS = 100_000;
/** Values that the steps of one run read from disk at most. */
const RUN_VALUES = 16_000_000;

/** A fully connected network, or a linear model when it has no hidden layers. */
export function networkCandidate(
  model: "linear" | "mlp",
  { hidden, weightDecay }: { hidden: readonly number[]; weightDecay: number },
  config: TabularConfig,
): Candidate {
  const layersOf = new WeakMap<Model, Layers>();
  const wrap = (layers: Layers): Model => {
    const wrapped = networkModel(layers, config.activation);
    layersOf.set(wrapped, layers);
    return wrapped;
  };
  return {
    model,
    settings: { hidden, weightDecay },
    plan: (rows) => planSteps(rows, config).total,
    kept: true,
    async fit(options) {
      const { layers, ...fitted } = await fitNetwork(model, hidden, weightDecay, options);
      return { ...fitted, model: wrap(layers) };
    },
    merge: (members) =>
      wrap(mergeMembers(members.map((member) => layersOf.get(member.model) ?? { weights: [], shapes: [] }))),
  };
}

/** How many optimizer steps a fit will take at most, and how many make one run. */
function planSteps(rows: number, config: TabularConfig): { batchSize: number; total: number; perRun: number } {
  const batchSize = Math.min(config.batchSize ?? (rows > MANY_ROWS ? 256 : 32), rows);
  const perEpoch = Math.ceil(rows / batchSize);
  const epochs = config.epochs ?? Math.min(400, Math.max(20, Math.ceil(DEFAULT_STEPS / perEpoch)));
  const limit = config.epochs === undefined ? MAX_DEFAULT_STEPS : Number.POSITIVE_INFINITY;
  const total = Math.min(perEpoch * epochs, limit);
  const perRun = Math.min(total, MAX_STEPS_PER_RUN, Math.max(MIN_STEPS_PER_RUN, perEpoch));
  return { batchSize, total, perRun };
}

/** @param values that a step reads */
const mostSteps = (values: number): number => Math.max(1, Math.floor(RUN_VALUES / values));

async function fitNetwork(
  name: string,
  hidden: readonly number[],
  weightDecay: number,
  { table, problem, train, validation, config, context, member, onProgress }: FitOptions,
): Promise<Omit<Fitted, "model"> & { layers: Layers }> {
  const matrix = await table.matrix("scaled");
  const { batchSize, total, perRun } = planSteps(train.length, config);
  const { seed } = context.spec;
  // Each member starts elsewhere and sees the rows in another order.
  const stream = 2 + member;
  const sizes = [matrix.width, ...hidden, problem.outputs];
  const program = createProgram(sizes, weightDecay, { problem, config, batchSize, seed, stream });
  const forward = await createForward(program.parameters, config.activation);
  const judged = validationRows(validation, matrix.width);
  const held = await matrix.read(judged);
  let latest: Measure | undefined;
  const judge = async (weights: readonly Float32Array[]) => {
    latest = problem.measure(await forward.run(weights, held), judged);
    return { loss: latest.loss, metric: latest.main };
  };
  const peak = config.learningRate ?? (config.optimizer === "adam" ? 0.01 : 0.05);
  try {
    const { weights, steps, curves } = await fit({
      program,
      data: await trainingData(matrix, train, problem),
      key: `${name}-${member}`,
      steps: total,
      stepsPerRun: matrix.whole === undefined ? Math.min(perRun, mostSteps(batchSize * matrix.width)) : perRun,
      seed,
      stream: 200 + member,
      learningRate: cosine({ peak, steps: total }),
      patience: config.patience,
      context,
      validate: judge,
      onRun({ step, epoch, loss }) {
        if (latest !== undefined) onProgress({ step, epoch, loss, validation: latest });
      },
    });
    const best = problem.measure(await forward.run(weights, held), judged);
    return {
      layers: { weights, shapes: program.parameters.map(({ shape }) => shape) },
      validation: best,
      rows: train.length,
      steps,
      curves,
    };
  } finally {
    await forward.release();
  }
}

function createProgram(
  sizes: readonly number[],
  weightDecay: number,
  {
    problem,
    config,
    batchSize,
    seed,
    stream,
  }: { problem: Problem; config: TabularConfig; batchSize: number; seed: number; stream: number },
): Program {
  return {
    parameters: networkParameters(sizes, config.activation, createRandom(seed, stream)),
    batchSize,
    optimizer: createOptimizer(config, weightDecay),
    data: [
      { name: "features", type: "float32", rowShape: [sizes[0] ?? 0] },
      { name: "targets", type: problem.rowType, rowShape: problem.rowShape },
    ],
    loss(tape, weights, [x, y]) {
      if (x === undefined || y === undefined) throw new TypeError("A batch has features and targets.");
      return problem.loss(tape, network(tape, x, weights, config.activation), y);
    },
  };
}

function createOptimizer(config: TabularConfig, weightDecay: number): Optimizer {
  return config.optimizer === "adam" ? adam({ weightDecay }) : sgd({ momentum: config.momentum, weightDecay });
}

function networkModel({ weights, shapes }: Layers, activation: TabularConfig["activation"]): Model {
  return {
    form: "scaled",
    async open() {
      const forward = await createForward(
        shapes.map((shape, index) => ({ name: `parameter${index}`, shape })),
        activation,
      );
      return { score: (features) => forward.run(weights, features), release: () => forward.release() };
    },
    addTo(tape, features, free) {
      const values = weights.map((data, index) => {
        const shape = shapes[index] ?? [];
        const name = free(`weights/${index >> 1}/${index % 2 === 0 ? "weight" : "bias"}`);
        return tape.value(tape.graph.initializer(name, "float32", shape, data), shape);
      });
      return network(tape, features, values, activation);
    },
  };
}

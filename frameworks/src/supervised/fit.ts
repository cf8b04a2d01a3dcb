import type { TabularConfig } from "@blacktail/sdk/families";
import { adam, type Optimizer, sgd } from "../autodiff/optimizer.ts";
import { createRandom, type Random } from "../random.ts";
import { network, networkParameters } from "../runner/network.ts";
import type { Program } from "../runner/scan.ts";
import { Trainer } from "../runner/trainer.ts";
import { createForward } from "./forward.ts";
import type { Measure, Problem } from "./problem.ts";

/** One model to train. */
export interface Candidate {
  readonly model: "linear" | "mlp";
  /** Sizes of the hidden layers; none for a linear model. */
  readonly hidden: readonly number[];
  readonly weightDecay: number;
}

/** Rows to learn from or to measure on: features [rows, width] and the rows' positions in the target. */
export interface Sample {
  readonly features: Float32Array;
  readonly rows: Int32Array;
}

export interface Fitted {
  readonly candidate: Candidate;
  readonly weights: readonly Float32Array[];
  readonly shapes: readonly (readonly number[])[];
  readonly validation: Measure;
  readonly steps: number;
}

export interface FitProgress {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly validation: Measure;
}

export interface FitOptions {
  readonly problem: Problem;
  readonly train: Sample;
  readonly validation: Sample;
  readonly config: TabularConfig;
  readonly seed: number;
  /** Number of this fit among those that share the seed. */
  readonly member: number;
  readonly threads: number;
}

/** Steps per run of the Scan: enough to hide the cost of a call, few enough to validate and report often. */
const MIN_STEPS_PER_RUN = 12;
const MAX_STEPS_PER_RUN = 240;
const DEFAULT_STEPS = 2_000;
/** A validation loss counts as better when it falls by this part. */
const IMPROVEMENT = 1e-4;

/** How many optimizer steps a fit will take at most, and how many make one run. */
function planSteps(rows: number, config: TabularConfig): { batchSize: number; total: number; perRun: number } {
  const batchSize = Math.min(config.batchSize, rows);
  const perEpoch = Math.ceil(rows / batchSize);
  const epochs = config.epochs ?? Math.min(400, Math.max(20, Math.ceil(DEFAULT_STEPS / perEpoch)));
  const total = perEpoch * epochs;
  const perRun = Math.min(total, MAX_STEPS_PER_RUN, Math.max(MIN_STEPS_PER_RUN, perEpoch));
  return { batchSize, total, perRun };
}

/** One candidate's training, a run of the Scan at a time, so that several can go side by side. */
export interface Fit {
  readonly candidate: Candidate;
  /** Optimizer steps that are planned; early stopping may end sooner. */
  readonly totalSteps: number;
  readonly done: boolean;
  /** Does some more steps and validates. */
  advance(): Promise<FitProgress>;
  /** Frees the sessions. @returns the weights with the lowest validation loss. */
  finish(): Promise<Fitted>;
}

/** Prepares the training of one candidate. It is done after its planned steps, or when the validation loss has stopped falling. */
export async function startFit(candidate: Candidate, options: FitOptions): Promise<Fit> {
  const { problem, train, validation, config, seed, member, threads } = options;
  const { batchSize, total, perRun } = planSteps(train.rows.length, config);
  // Each member starts elsewhere and sees the rows in another order.
  const random = createRandom(seed, 2 + member);
  const program = createProgram(candidate, options, batchSize, random);
  const data = { features: train.features, targets: problem.targets(train.rows) };
  const trainer = await Trainer.create(program, data, { threads });
  const forward = await createForward(program.parameters, config.activation);
  const nextBatches = batchStream(train.rows.length, batchSize, random);
  const peak = config.learningRate ?? (config.optimizer === "adam" ? 0.01 : 0.05);
  const rate = (step: number) => (peak * (1 + Math.cos((Math.PI * (step - 1)) / total))) / 2;
  const judge = async (weights: readonly Float32Array[]) =>
    problem.measure(await forward.run(weights, validation.features), validation.rows);

  let best = { weights: trainer.parameters(), validation: await judge(trainer.parameters()) };
  let waited = 0;
  let improved = false;
  let diverged = false;
  return {
    candidate,
    totalSteps: total,
    get done() {
      return diverged || trainer.steps >= total || waited >= config.patience;
    },
    async advance() {
      const losses = await trainer.run(nextBatches(Math.min(perRun, total - trainer.steps)), rate);
      const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
      const weights = trainer.parameters();
      const measure = await judge(weights);
      diverged = !Number.isFinite(loss);
      const better = !diverged && measure.loss < best.validation.loss * (1 - IMPROVEMENT);
      improved ||= better;
      waited = better ? 0 : waited + 1;
      if (better) best = { weights, validation: measure };
      const epoch = (trainer.steps * batchSize) / train.rows.length;
      return { step: trainer.steps, epoch, loss, validation: measure };
    },
    async finish() {
      const { steps } = trainer;
      await trainer.release();
      await forward.release();
      const shapes = program.parameters.map(({ shape }) => shape);
      // Weights from before the first step are no model.
      const lost = { ...best.validation, loss: Number.POSITIVE_INFINITY };
      return { candidate, ...best, validation: diverged && !improved ? lost : best.validation, shapes, steps };
    },
  };
}

function createProgram(
  candidate: Candidate,
  { problem, train, config }: FitOptions,
  batchSize: number,
  random: Random,
): Program {
  const width = train.features.length / train.rows.length;
  return {
    parameters: networkParameters([width, ...candidate.hidden, problem.outputs], config.activation, random),
    batchSize,
    optimizer: createOptimizer(config, candidate.weightDecay),
    data: [
      { name: "features", type: "float32", rowShape: [width] },
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

/** Row numbers for any number of steps: one random order of all rows after the other, so that every row comes equally often. */
function batchStream(rows: number, batchSize: number, random: Random): (steps: number) => BigInt64Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  let next = rows;
  return (steps) =>
    BigInt64Array.from({ length: steps * batchSize }, () => {
      if (next === rows) {
        random.shuffle(order);
        next = 0;
      }
      return BigInt(order[next++] ?? 0);
    });
}

import type { FineTuningConfig } from "@blacktail/sdk/families";
import { adam } from "../autodiff/optimizer.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { TrainContext } from "../family.ts";
import { type DataBlocks, type DataSource, sourceOf } from "../runner/data.ts";
import { type FitProgress, type FitResult, fit } from "../runner/fit.ts";
import { plannedEpochs } from "../runner/plannedEpochs.ts";
import { runsPerValidation } from "../runner/runsPerValidation.ts";
import type { Parameter, Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import { stepsPerRun } from "../runner/stepPlan.ts";
import type { Problem } from "../supervised/problem.ts";
import type { ParentValue } from "./parentRunner.ts";
import { createScorer } from "./scorer.ts";

const DEFAULT_STEPS = 1_000;
/** Unless the settings name epochs: many examples are seen in part. */
const MAX_DEFAULT_STEPS = 20_000;

/** What is trained on the examples: the head alone, or the parent's region and the head. */
export interface Trainable {
  readonly key: string;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  /** Values of all examples. */
  readonly blocks: readonly ParentValue[];
  /** Scores of a batch of the blocks [rows, outputs]. */
  scores(tape: Tape, parameters: readonly Value[], blocks: readonly Value[], constants: readonly Value[]): Value;
}

export interface TrainOnOptions {
  readonly context: TrainContext;
  readonly config: FineTuningConfig;
  readonly problem: Problem;
  readonly split: { readonly train: Int32Array; readonly validation: Int32Array };
  readonly learningRate: number;
  readonly onRun: (state: FitProgress, steps: number) => void;
}

/** Optimizer steps of one training, at most. */
export function plannedSteps({ stages }: TrainContext["spec"], config: FineTuningConfig, rows: number): number {
  const perEpoch = Math.ceil(rows / Math.min(config.batchSize, rows));
  const usual = Math.min(200, Math.max(10, Math.ceil(DEFAULT_STEPS / perEpoch)));
  const epochs = plannedEpochs(stages, config.epochs);
  return epochs === undefined ? Math.min(perEpoch * usual, MAX_DEFAULT_STEPS) : perEpoch * epochs;
}

/** Trains on the examples, with early stopping by those for validation. */
export async function trainOn(trainable: Trainable, options: TrainOnOptions): Promise<FitResult> {
  const { context, config, problem, split, learningRate, onRun } = options;
  const { parameters, constants, blocks } = trainable;
  const { seed } = context.spec;
  const steps = plannedSteps(context.spec, config, split.train.length);
  const program: Program = {
    parameters,
    constants,
    batchSize: Math.min(config.batchSize, split.train.length),
    optimizer: adam({ weightDecay: config.weightDecay }),
    data: [
      ...blocks.map(({ rowShape }, index) => ({ name: `block${index}`, type: "float32" as const, rowShape })),
      { name: "targets", type: problem.rowType, rowShape: problem.rowShape },
    ],
    loss(tape, values, batch, fixed) {
      const targets = batch.at(-1);
      if (targets === undefined) throw new TypeError("A batch has targets.");
      return problem.loss(tape, trainable.scores(tape, values, batch.slice(0, -1), fixed), targets);
    },
  };
  const source = sourceOf(await dataOf(blocks, split.train, problem), program.data);
  const perEpoch = split.train.length / program.batchSize;
  const perRun = stepsPerRun(program, source, perEpoch);
  const { validation } = split;
  const scorer =
    validation.length === 0 ? undefined : await createScorer(trainable, validation.length, context.threads);
  try {
    return await fit({
      program,
      data: source,
      key: trainable.key,
      steps,
      seed,
      stream: 3,
      learningRate: cosine({ peak: learningRate, steps, warmup: Math.min(50, Math.floor(steps / 10)) }),
      context,
      stepsPerRun: perRun,
      validateEvery: runsPerValidation({
        validation: validation.length,
        perEpoch,
        stepsPerRun: perRun,
        batchSize: program.batchSize,
      }),
      patience: config.patience,
      onRun: (state) => onRun(state, steps),
      ...(scorer && {
        validate: async (weights) => {
          const scores = await scorer.run(weights, validation);
          const { loss, main } = problem.measure(scores, validation);
          return { loss, metric: main };
        },
      }),
    });
  } finally {
    await scorer?.release();
  }
}

/** The examples to train on: in memory where the blocks are, else read as steps need them. */
async function dataOf(
  blocks: readonly ParentValue[],
  rows: Int32Array,
  problem: Problem,
): Promise<DataBlocks | DataSource> {
  const read = async (positions: Int32Array): Promise<DataBlocks> => {
    const values = await Promise.all(blocks.map((block) => block.read(positions)));
    return {
      ...Object.fromEntries(values.map((value, index) => [`block${index}`, value])),
      targets: problem.targets(positions),
    };
  };
  if (blocks.every(({ whole }) => whole !== undefined)) return read(rows);
  return { rows: rows.length, read: (wanted) => read(Int32Array.from(wanted, (row) => rows[Number(row)] ?? 0)) };
}

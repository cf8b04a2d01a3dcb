import type { FineTuningConfig } from "@blacktail/sdk/families";
import { adam } from "../autodiff/optimizer.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { TrainContext } from "../family.ts";
import type { DataBlocks } from "../runner/data.ts";
import { type FitProgress, type FitResult, fit } from "../runner/fit.ts";
import { plannedEpochs } from "../runner/plannedEpochs.ts";
import type { Parameter, Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import type { Problem } from "../supervised/problem.ts";
import { createScorer } from "./scorer.ts";

const DEFAULT_STEPS = 1_000;

/** A block of the data: float32 [rows, ...rowShape] for all examples. */
interface Block {
  readonly rowShape: readonly number[];
  readonly data: Float32Array;
}

/** What is trained on the examples: the head alone, or the parent's region and the head. */
export interface Trainable {
  readonly key: string;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Parameter[];
  readonly blocks: readonly Block[];
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
  return perEpoch * (plannedEpochs(stages, config.epochs) ?? usual);
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
  const data: DataBlocks = {
    ...Object.fromEntries(blocks.map((block, index) => [`block${index}`, takeRows(block, split.train)])),
    targets: problem.targets(split.train),
  };
  const { validation } = split;
  const scorer =
    validation.length === 0 ? undefined : await createScorer(trainable, validation.length, context.threads);
  try {
    return await fit({
      program,
      data,
      key: trainable.key,
      steps,
      seed,
      stream: 3,
      learningRate: cosine({ peak: learningRate, steps, warmup: Math.min(50, Math.floor(steps / 10)) }),
      context,
      patience: config.patience,
      onRun: (state) => onRun(state, steps),
      ...(scorer && {
        validate: async (weights) => {
          const scores = await scorer.run(
            weights,
            blocks.map((block) => takeRows(block, validation)),
          );
          const { loss, main } = problem.measure(scores, validation);
          return { loss, metric: main };
        },
      }),
    });
  } finally {
    await scorer?.release();
  }
}

/** Some rows of a block. */
function takeRows({ data, rowShape }: Block, rows: Int32Array): Float32Array {
  const width = rowShape.reduce((product, dim) => product * dim, 1);
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    taken.set(data.subarray(row * width, (row + 1) * width), index * width);
  });
  return taken;
}

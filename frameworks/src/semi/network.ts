import type { Curve } from "@blacktail/sdk";
import { softTargetCrossEntropy } from "../autodiff/crossEntropy.ts";
import { adam } from "../autodiff/optimizer.ts";
import type { TrainContext } from "../family.ts";
import { createRandom } from "../random.ts";
import { fit } from "../runner/fit.ts";
import { type Activation, network, networkParameters } from "../runner/network.ts";
import type { Parameter, Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import { createForward } from "../supervised/forward.ts";
import { softmaxRows } from "../supervised/problem.ts";
import { chunksOf } from "../tables/chunks.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";
import type { Lesson } from "./lesson.ts";

/** A network's sizes and how it is trained. */
export interface NetworkSettings {
  readonly width: number;
  readonly classes: number;
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** What is known before the weight decay is chosen. */
export type UntunedSettings = Omit<NetworkSettings, "weightDecay">;

export interface FittedNetwork {
  readonly parameters: readonly Parameter[];
  readonly curves: readonly Curve[];
  readonly steps: number;
}

/** Starting values of a network. */
export function startingParameters(
  { width, hidden, classes, activation }: NetworkSettings,
  seed: number,
  stream: number,
): Parameter[] {
  return networkParameters([width, ...hidden, classes], activation, createRandom(seed, stream));
}

/** Multiplications and additions of one fit, and the steps that it gets even where they cost more. */
const FIT_BUDGET = 4e10;
const LEAST_STEPS = 200;

/** As many of the steps as are affordable: with thousands of columns each of them takes long. */
export function affordableSteps({ width, hidden, classes, batchSize }: UntunedSettings, wanted: number): number {
  const sizes = [width, ...hidden, classes];
  const weights = sizes.slice(1).reduce((sum, size, layer) => sum + size * (sizes[layer] ?? 0), 0);
  return Math.min(wanted, Math.max(LEAST_STEPS, Math.floor(FIT_BUDGET / (6 * batchSize * weights))));
}

/** Trains a network for a number of steps, from starting values or from where it was. */
export async function fitNetwork(
  lesson: Lesson,
  settings: NetworkSettings,
  {
    parameters,
    steps,
    key,
    stream,
    context,
    onStep,
  }: {
    parameters: readonly Parameter[];
    steps: number;
    /** Names the fit among those of the run. */
    key: string;
    /** Separates the order of its batches from that of others. */
    stream: number;
    context: TrainContext;
    onStep?: (step: number, loss: number) => void;
  },
): Promise<FittedNetwork> {
  const { width, classes, activation } = settings;
  const program: Program = {
    parameters,
    data: [
      { name: "features", type: "float32", rowShape: [width] },
      { name: "targets", type: "float32", rowShape: [classes] },
      { name: "weights", type: "float32", rowShape: [] },
    ],
    batchSize: Math.min(settings.batchSize, lesson.rows),
    optimizer: adam({ weightDecay: settings.weightDecay }),
    loss(tape, values, [features, targets, weights]) {
      if (features === undefined || targets === undefined) throw new TypeError("A batch has features and targets.");
      return softTargetCrossEntropy(tape, network(tape, features, values, activation), targets, weights);
    },
  };
  const { weights, curves, ...fitted } = await fit({
    program,
    data: { rows: lesson.rows, read: async (wanted) => ({ ...(await lesson.read(Int32Array.from(wanted, Number))) }) },
    key,
    steps,
    seed: context.spec.seed,
    stream,
    learningRate: cosine({ peak: settings.learningRate, steps }),
    context,
    onRun: ({ step, loss }) => onStep?.(step, loss),
  });
  const trained = parameters.map((parameter, index) => ({
    ...parameter,
    initial: weights[index] ?? parameter.initial,
  }));
  return { parameters: trained, curves, steps: fitted.steps };
}

/** Probabilities of the classes of some rows, part by part, in their order. */
export async function* predictions(
  parameters: readonly Parameter[],
  matrix: Pick<FeatureMatrix, "read" | "width">,
  positions: Int32Array,
  { activation, classes }: NetworkSettings,
): AsyncGenerator<Prediction> {
  const forward = await createForward(parameters, activation);
  const weights = parameters.map(({ initial }) => initial);
  try {
    for await (const { features, start } of chunksOf(matrix, positions)) {
      yield { probabilities: softmaxRows(await forward.run(weights, features), classes), start };
    }
  } finally {
    await forward.release();
  }
}

interface Prediction {
  /** float64 [rows, classes] */
  readonly probabilities: Float64Array;
  /** Place of the first row among the positions. */
  readonly start: number;
}

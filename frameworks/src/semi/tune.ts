import type { TrainContext } from "../family.ts";
import { argmax, classificationMetrics } from "../metrics/classification.ts";
import { createRandom } from "../random.ts";
import { type Points, takePoints } from "../unsupervised/points.ts";
import { withNoise } from "./disturb.ts";
import { joinLessons, labelledLesson } from "./lesson.ts";
import {
  affordableSteps,
  type FittedNetwork,
  fitNetwork,
  type NetworkSettings,
  predict,
  startingParameters,
} from "./network.ts";

/** Weight decay of networks that learn from all rows: many need less of it than few. */
export const ALL_ROWS_WEIGHT_DECAY = 0.1;

/** How a network learns from labels alone. */
export interface Tuned {
  readonly settings: NetworkSettings;
  /** Deviation of the noise that its rows get. */
  readonly noise: number;
  /** Part of the labels that it told right when it had not seen them. */
  readonly accuracy: number;
}

const WEIGHT_DECAYS = [0.1, 1];
const NOISES = [0, 0.6];
const FOLDS = 5;
const LEAST_STEPS = 1_000;
const MOST_STEPS = 6_000;
const EPOCHS = 20;
/** Times that noise is drawn anew for each row. */
const COPIES = 10;

/** Which fold each labelled row belongs to, classes spread evenly. */
export function foldsOf(labels: Int32Array, seed: number): Int32Array {
  const order = createRandom(seed, 31).shuffle(Int32Array.from(labels.keys()));
  const next = new Map<number, number>();
  const folds = new Int32Array(labels.length);
  let begin = 0;
  for (const row of order) {
    const label = labels[row] as number;
    const turn = next.get(label) ?? begin++;
    folds[row] = turn % FOLDS;
    next.set(label, turn + 1);
  }
  return folds;
}

/**
 * Chooses weight decay and noise by cross-validation on the labelled rows, which is all that few labels allow.
 * With both the network learns that is compared with; the one that also learns from rows without a label decays its weights by
 * `ALL_ROWS_WEIGHT_DECAY`, whatever is chosen here.
 */
export async function tune(
  points: Points,
  labels: Int32Array,
  base: Omit<NetworkSettings, "weightDecay">,
  context: TrainContext,
): Promise<Tuned> {
  const folds = foldsOf(labels, context.spec.seed);
  let best: { tuned: Tuned; loss: number } | undefined;
  let tried = 0;
  for (const weightDecay of WEIGHT_DECAYS) {
    for (const noise of NOISES) {
      const settings = { ...base, weightDecay };
      const message = `trying weight decay ${weightDecay}, noise ${noise}`;
      context.onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message });
      const { accuracy, logLoss } = await crossValidate(points, labels, folds, { settings, noise }, tried++, context);
      if (
        best !== undefined &&
        (accuracy < best.tuned.accuracy || (accuracy === best.tuned.accuracy && logLoss >= best.loss))
      ) {
        continue;
      }
      best = { tuned: { settings, noise, accuracy }, loss: logLoss };
    }
  }
  if (best === undefined) throw new RangeError("There is nothing to choose from.");
  return best.tuned;
}

/** Trains a network on labelled rows alone. */
export function fitSupervised(
  points: Points,
  labels: Int32Array,
  { settings, noise }: Pick<Tuned, "settings" | "noise">,
  { key, stream, context }: { key: string; stream: number; context: TrainContext },
): Promise<FittedNetwork> {
  const { seed } = context.spec;
  const random = createRandom(seed, stream + 1);
  const copies = Array.from({ length: noise > 0 ? COPIES : 1 }, () =>
    labelledLesson(withNoise(points.values, noise, random), labels, settings.classes),
  );
  const wanted = Math.max(LEAST_STEPS, Math.ceil((EPOCHS * labels.length) / settings.batchSize));
  const steps = affordableSteps(settings, Math.min(MOST_STEPS, wanted));
  const parameters = startingParameters(settings, seed, 32);
  return fitNetwork(joinLessons(...copies), settings, { parameters, steps, key, stream, context });
}

async function crossValidate(
  points: Points,
  labels: Int32Array,
  folds: Int32Array,
  tried: Pick<Tuned, "settings" | "noise">,
  candidate: number,
  context: TrainContext,
): Promise<{ accuracy: number; logLoss: number }> {
  const { classes } = tried.settings;
  const probabilities = new Float64Array(labels.length * classes);
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = Int32Array.from(folds.keys()).filter((row) => folds[row] !== fold);
    const outside = Int32Array.from(folds.keys()).filter((row) => folds[row] === fold);
    if (inside.length === 0 || outside.length === 0) continue;
    const fitted = await fitSupervised(
      takePoints(points, inside),
      inside.map((row) => labels[row] as number),
      tried,
      { key: `tune-${candidate}-${fold}`, stream: 1_000 + candidate * 20 + fold * 2, context },
    );
    const told = await predict(fitted.parameters, takePoints(points, outside).values, tried.settings);
    outside.forEach((row, index) => {
      probabilities.set(told.subarray(index * classes, (index + 1) * classes), row * classes);
    });
  }
  return classificationMetrics(probabilities, labels, classes);
}

/** Part of the rows whose most probable class is their label. */
export function accuracyOf(probabilities: Float64Array, labels: Int32Array): number {
  const classes = probabilities.length / labels.length;
  const right = labels.filter(
    (label, row) => argmax(probabilities.subarray(row * classes, (row + 1) * classes)) === label,
  );
  return right.length / labels.length;
}

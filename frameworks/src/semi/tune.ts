import type { TrainContext } from "../family.ts";
import { argmax, classificationMetrics } from "../metrics/classification.ts";
import { createRandom, type Random } from "../random.ts";
import { inMemoryMatrix } from "../tables/featureMatrix.ts";
import { sampleRows } from "../unsupervised/sampleRows.ts";
import { noisyLesson, withNoise } from "./disturb.ts";
import { type Lesson, labelledLesson, repeatLesson } from "./lesson.ts";
import {
  affordableSteps,
  type FittedNetwork,
  fitNetwork,
  type NetworkSettings,
  predictions,
  startingParameters,
  type UntunedSettings,
} from "./network.ts";
import type { Pool } from "./pool.ts";

/** Weight decay of networks that learn from all rows: many need less of it than few. */
export const ALL_ROWS_WEIGHT_DECAY = 0.1;

/** How a network learns from labels alone. */
export interface Tuned {
  readonly settings: NetworkSettings;
  /** Deviation of the noise that its rows get. */
  readonly noise: number;
  /** Part of the labels that it told right when it had not seen them, and how many labels these were. */
  readonly accuracy: number;
  readonly rows: number;
}

const WEIGHT_DECAYS = [0.1, 1];
const NOISES = [0, 0.6];
const FOLDS = 5;
/** Fits by which settings are chosen. */
export const TUNING_FITS = WEIGHT_DECAYS.length * NOISES.length * FOLDS;
/** Labels to choose by, however wide the table is. */
const LEAST_SAMPLE = 100;
const LEAST_STEPS = 1_000;
const MOST_STEPS = 6_000;
const EPOCHS = 20;
/** Times that noise is drawn anew for each row. */
const COPIES = 10;
/** Features of labelled rows that are held in memory at most, each of the copies; of more, settings are chosen by a sample. */
export const MAX_LABELLED_VALUES = 4_000_000;

/** Rows whose class is known. */
type Known = Pick<Pool, "matrix" | "labelled" | "labels">;

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
 * Chooses weight decay and noise by cross-validation on the labelled rows, which is all that few labels allow; of very many on a
 * random sample of them.
 * With both the network learns that is compared with; the one that also learns from rows without a label decays its weights by
 * `ALL_ROWS_WEIGHT_DECAY`, whatever is chosen here.
 * @param maxValues features that are held in memory at most
 */
export async function tune(
  known: Known,
  base: UntunedSettings,
  context: TrainContext,
  maxValues: number,
): Promise<Tuned> {
  const { seed } = context.spec;
  const limit = Math.max(LEAST_SAMPLE, Math.floor(maxValues / base.width));
  const sample = take(known, sampleRows(known.labels.length, limit, createRandom(seed, 35)));
  const folds = foldsOf(sample.labels, seed);
  let best: { tuned: Tuned; loss: number } | undefined;
  let tried = 0;
  for (const weightDecay of WEIGHT_DECAYS) {
    for (const noise of NOISES) {
      const settings = { ...base, weightDecay };
      const message = `trying weight decay ${weightDecay}, noise ${noise}`;
      context.onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message });
      const { accuracy, logLoss } = await crossValidate(sample, folds, { settings, noise }, tried++, context);
      if (
        best !== undefined &&
        (accuracy < best.tuned.accuracy || (accuracy === best.tuned.accuracy && logLoss >= best.loss))
      ) {
        continue;
      }
      best = { tuned: { settings, noise, accuracy, rows: sample.labels.length }, loss: logLoss };
    }
  }
  if (best === undefined) throw new RangeError("There is nothing to choose from.");
  return best.tuned;
}

/** Optimizer steps of a fit on so many labelled rows. */
export function supervisedSteps(rows: number, settings: UntunedSettings): number {
  const wanted = Math.max(LEAST_STEPS, Math.ceil((EPOCHS * rows) / settings.batchSize));
  return affordableSteps(settings, Math.min(MOST_STEPS, wanted));
}

/** Trains a network on labelled rows alone. @param options.maxValues features that are held in memory at most */
export async function fitSupervised(
  known: Known,
  tried: Pick<Tuned, "settings" | "noise">,
  { key, stream, context, maxValues }: { key: string; stream: number; context: TrainContext; maxValues: number },
): Promise<FittedNetwork> {
  const { settings } = tried;
  const { seed } = context.spec;
  const { length } = known.labels;
  const steps = supervisedSteps(length, settings);
  const parameters = startingParameters(settings, seed, 32);
  const random = createRandom(seed, stream + 1);
  const lesson =
    length * settings.width <= maxValues
      ? await noisyCopies(known, tried, random)
      : noisyLesson(repeatLesson(lessonOf(known, settings), copiesOf(tried)), tried.noise, random.below(2 ** 32));
  return fitNetwork(lesson, settings, { parameters, steps, key, stream, context });
}

const copiesOf = ({ noise }: Pick<Tuned, "noise">) => (noise > 0 ? COPIES : 1);

const lessonOf = ({ matrix, labelled, labels }: Known, { classes }: Pick<NetworkSettings, "classes">): Lesson =>
  labelledLesson(matrix, labelled, labels, classes);

/** The rows with noise, drawn once and held in memory. */
async function noisyCopies(
  { matrix, labelled, labels }: Known,
  tried: Pick<Tuned, "settings" | "noise">,
  random: Random,
): Promise<Lesson> {
  const features = await matrix.read(labelled);
  const copies = copiesOf(tried);
  const values = new Float32Array(copies * features.length);
  for (let copy = 0; copy < copies; copy++) {
    values.set(withNoise(features, tried.noise, random), copy * features.length);
  }
  const rows = Int32Array.from({ length: copies * labels.length }, (_, row) => row);
  return lessonOf(
    {
      matrix: inMemoryMatrix(values, matrix.width),
      labelled: rows,
      labels: rows.map((row) => labels[row % labels.length] as number),
    },
    tried.settings,
  );
}

/** Some of the rows, by their places. */
const take = ({ matrix, labelled, labels }: Known, places: Int32Array): Known => ({
  matrix,
  labelled: places.map((place) => labelled[place] as number),
  labels: places.map((place) => labels[place] as number),
});

async function crossValidate(
  known: Known,
  folds: Int32Array,
  tried: Pick<Tuned, "settings" | "noise">,
  candidate: number,
  context: TrainContext,
): Promise<{ accuracy: number; logLoss: number }> {
  const { classes } = tried.settings;
  const { matrix, labels } = known;
  const probabilities = new Float64Array(labels.length * classes);
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = Int32Array.from(folds.keys()).filter((row) => folds[row] !== fold);
    const outside = Int32Array.from(folds.keys()).filter((row) => folds[row] === fold);
    if (inside.length === 0 || outside.length === 0) continue;
    const { parameters } = await fitSupervised(take(known, inside), tried, {
      key: `tune-${candidate}-${fold}`,
      stream: 1_000 + candidate * 20 + fold * 2,
      context,
      maxValues: Number.POSITIVE_INFINITY,
    });
    const { labelled } = take(known, outside);
    for await (const { probabilities: told, start } of predictions(parameters, matrix, labelled, tried.settings)) {
      for (let row = 0; row * classes < told.length; row++) {
        const place = outside[start + row] as number;
        probabilities.set(told.subarray(row * classes, (row + 1) * classes), place * classes);
      }
    }
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

import type { FrameworkInfo } from "@blacktail/sdk/families";
import type { CsvInspection } from "../csv/inspectCsv.ts";
import type { TrainingFiles } from "./TrainingFiles.ts";
import type { TextStats } from "./textStats.ts";

/** Seconds of work, from a quick machine to a slow one. */
export type Work = { low: number; likely: number; high: number };

type Settings = Readonly<Record<string, unknown>>;

/** Multiply-adds a second that a provider with two CPU cores is assumed to reach in training. */
const SPEED = 10e9;

/** How far off the assumption may be, either way: machines differ, and early stopping ends many trainings sooner. */
const SPREAD = 3;

/** Seconds to fetch the data, start, and publish the result, whatever is trained. */
const OVERHEAD = 8;

/** Forward, and twice as much backward. */
const PASSES = 3;

/** A category column becomes this many numbers at most. */
const MAX_CATEGORIES = 40;

/** A column of free text becomes this many at most: its words. */
const MAX_TERMS = 2_000;

/** Multiply-adds that one row costs at least: small layers never keep a machine's arithmetic busy. */
const LEAST_PER_ROW = 30_000;

/** Multiply-adds for each pixel of an image in a small convolutional network. */
const PER_PIXEL = 4_000;

/** Steps a second in an environment, with the policy's learning from them. */
const ENVIRONMENT_STEPS = 5_000;

const numberOr = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

/**
 * How long a training may take: multiply-adds of its passes over the data, at an assumed speed. A rough figure to price by, from
 * the size of the data and the settings alone.
 * @param settings With their defaults.
 */
export function workOf(info: FrameworkInfo, files: TrainingFiles, settings: Settings): Work {
  const seconds = learning(info, files, settings);
  return { low: OVERHEAD + seconds / SPREAD, likely: OVERHEAD + seconds, high: OVERHEAD + seconds * SPREAD };
}

function learning(info: FrameworkInfo, { data }: TrainingFiles, settings: Settings): number {
  if (info.family === "reinforcement") return numberOr(settings.steps, 300_000) / ENVIRONMENT_STEPS;
  if (!data) return 0;
  if (data.format === "text") return (textOperations(data.stats, settings) * PASSES) / SPEED;
  const models = numberOr(settings.members, info.family === "ensemble" ? 5 : 1) * numberOr(settings.folds, 1);
  const [examples, each] = data.format === "idx" ? images(data.info.dimensions) : rows(data.inspection, settings);
  return (examples * passes(info, examples, settings) * each * PASSES * models) / SPEED;
}

/** How often the data is gone through. */
function passes({ formats, family }: FrameworkInfo, examples: number, settings: Settings): number {
  if (typeof settings.steps === "number")
    return (settings.steps * numberOr(settings.batchSize, 32)) / Math.max(1, examples);
  if (typeof settings.iterations === "number") return settings.iterations * numberOr(settings.restarts, 1);
  return numberOr(settings.epochs, formats.includes("idx") || family === "transfer" ? 10 : 100);
}

/** Forward passes of a transformer over its steps: two operations a parameter and token (Kaplan et al. 2020). */
function textOperations({ characters, different }: TextStats, settings: Settings): number {
  const width = numberOr(settings.width, 128);
  const parameters = 12 * numberOr(settings.layers, 4) * width ** 2 + different * width;
  const tokens = numberOr(settings.batchSize, 12) * numberOr(settings.context, 128);
  const passed = (epochs: number) => (epochs * characters) / tokens;
  const usual = typeof settings.epochs === "number" ? passed(settings.epochs) : Math.min(3_000, passed(6));
  const steps = numberOr(settings.steps, usual);
  return steps * tokens * parameters;
}

function images([count = 0, ...sides]: readonly number[]): [examples: number, each: number] {
  return [count, PER_PIXEL * sides.reduce((size, side) => size * side, 1)];
}

function rows({ rows: count, columns }: CsvInspection, settings: Settings): [examples: number, each: number] {
  const width = columns.reduce(
    (sum, { type, unique }) =>
      sum + (type === "number" ? 1 : Math.min(type === "text" ? MAX_TERMS : MAX_CATEGORIES, unique)),
    0,
  );
  const layers = Array.isArray(settings.hidden) ? settings.hidden.map((size) => numberOr(size, 64)) : [];
  const outputs = numberOr(settings.clusters, numberOr(settings.components, 10));
  let each = 0;
  let before = width;
  for (const size of [...layers, outputs]) {
    each += before * size;
    before = size;
  }
  // Distances to centres are all that an iteration of clustering computes.
  return [count, typeof settings.iterations === "number" ? each : Math.max(each, LEAST_PER_ROW)];
}

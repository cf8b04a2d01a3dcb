import type { TrainingReport } from "@blacktail/sdk";
import { createRandom } from "../random.ts";

/** Values that may pass through models in all. */
const BUDGET = 2e8;
const MAX_ROWS = 2_000;
const MIN_ROWS = 50;
const MAX_COLUMNS = 256;
const REPEATS = 3;

export interface ImportanceOptions {
  /** float32 [rows, width], rows that training never saw. */
  readonly features: Float32Array;
  readonly width: number;
  /** Each raw column and the features that it makes. */
  readonly columns: readonly { readonly name: string; readonly features: readonly number[] }[];
  /** The main metric, such as "accuracy"; larger is better. */
  readonly metric: string;
  /** The metric of the model on the first rows of `features`, as they are given. */
  measure(features: Float32Array): Promise<number> | number;
  /** How many models each value passes through; by default one. */
  readonly models?: number;
  readonly seed: number;
}

/**
 * How much the main metric falls when a column's values are shuffled among the rows, all its features together (Breiman, "Random
 * forests", 2001), the mean of three shuffles; largest first. Fewer rows, and then fewer shuffles, are used of a wide table; of more
 * than 256 columns those are looked at whose features vary most.
 */
export async function permutationImportance({
  features,
  width,
  columns,
  metric,
  measure,
  models = 1,
  seed,
}: ImportanceOptions): Promise<NonNullable<TrainingReport["importance"]>> {
  const chosen = columns.length <= MAX_COLUMNS ? columns : mostVaried(columns, features, width);
  const all = features.length / width;
  const affordable = Math.floor(BUDGET / (chosen.length * width * models));
  const rows = Math.min(all, MAX_ROWS, Math.max(MIN_ROWS, affordable));
  const repeats = Math.max(1, Math.min(REPEATS, Math.floor(affordable / rows)));
  const known = features.slice(0, rows * width);
  const before = await measure(known);
  const random = createRandom(seed, 7);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const shuffled = known.slice();
  const results: { name: string; value: number }[] = [];
  for (const column of chosen) {
    let fall = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      random.shuffle(order);
      copyColumns(known, shuffled, width, column.features, order);
      fall += before - (await measure(shuffled));
    }
    copyColumns(known, shuffled, width, column.features);
    results.push({ name: column.name, value: fall / repeats });
  }
  results.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
  return { metric, columns: results };
}

function copyColumns(
  from: Float32Array,
  to: Float32Array,
  width: number,
  features: readonly number[],
  order?: Int32Array,
): void {
  const rows = from.length / width;
  for (let row = 0; row < rows; row++) {
    const source = order?.[row] ?? row;
    for (const feature of features) to[row * width + feature] = from[source * width + feature] ?? 0;
  }
}

function mostVaried(
  columns: ImportanceOptions["columns"],
  features: Float32Array,
  width: number,
): ImportanceOptions["columns"] {
  const rows = Math.min(MAX_ROWS, features.length / width);
  const varianceOf = (feature: number) => {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < rows; row++) {
      const value = features[row * width + feature] ?? 0;
      sum += value;
      squares += value * value;
    }
    return squares / rows - (sum / rows) ** 2;
  };
  const varied = columns.map((column, index) => ({
    column,
    index,
    variance: column.features.reduce((sum, feature) => sum + varianceOf(feature), 0),
  }));
  varied.sort((a, b) => b.variance - a.variance || a.index - b.index);
  return varied.slice(0, MAX_COLUMNS).map(({ column }) => column);
}

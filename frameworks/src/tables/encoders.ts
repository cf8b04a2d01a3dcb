import type { TabularConfig } from "@blacktail/sdk/families";
import { parseFinite } from "../csv/cell.ts";
import { type Column, numbersOf, type Table } from "../csv/table.ts";
import type { Feature } from "./screen.ts";
import { fitText, SHAPES, type TextEncoder } from "./textEncoder.ts";

/** How a number column enters the model: gaps filled, cut to [low, high], then (x - mean) / deviation. */
export interface NumberEncoder {
  readonly type: "number";
  readonly name: string;
  readonly fill: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  /** Whether an extra feature says that the value was missing. */
  readonly indicator: boolean;
}

/** How a category column enters the model: one feature per entry of `buckets`, 1 where it applies. */
export interface CategoryEncoder {
  readonly type: "category";
  readonly name: string;
  /** Known categories, the most frequent first; the empty text is the bucket of missing values. */
  readonly buckets: readonly string[];
  /** Whether a last bucket takes all other categories, those never seen in training among them. Without it they are all zeros. */
  readonly other: boolean;
}

export type Encoder = NumberEncoder | CategoryEncoder | TextEncoder;

/** Gaps in fewer training rows than this tell too little to be a feature. */
const INDICATOR_ROWS = 5;

/** Learns the encoding of each feature from the training rows; columns that are constant there become constant 0 and cost nothing. */
export function fitEncoders(
  features: readonly Feature[],
  rows: Int32Array,
  config: Pick<TabularConfig, "impute" | "missingIndicator" | "maxCategories" | "maxTerms">,
  table: Pick<Table, "decimalComma">,
): Encoder[] {
  return features.map(({ column, type }) => {
    if (type === "number") return fitNumber(column, rows, config, table);
    if (type === "text") return fitText(column, rows, config.maxTerms);
    return fitCategory(column, rows, config.maxCategories);
  });
}

function fitNumber(
  column: Column,
  rows: Int32Array,
  { impute, missingIndicator }: Pick<TabularConfig, "impute" | "missingIndicator">,
  table: Pick<Table, "decimalComma">,
): NumberEncoder {
  const all = numbersOf(column, table);
  // Values as the graph will see them: float32.
  const values = Float64Array.from(rows, (row) => Math.fround(all[row] ?? Number.NaN)).filter(Number.isFinite);
  values.sort();
  const { name } = column;
  const [first] = values;
  const last = values.at(-1);
  if (first === undefined || last === undefined) {
    return { type: "number", name, fill: 0, low: 0, high: 0, mean: 0, deviation: 1, indicator: false };
  }
  const average = meanOf(values);
  const fill =
    impute === "mean" ? average : ((values[(values.length - 1) >> 1] ?? 0) + (values[values.length >> 1] ?? 0)) / 2;
  const missing = rows.length - values.length;
  const filled = Float64Array.from(rows, (row) => all[row] ?? Number.NaN).map((x) =>
    Number.isFinite(Math.fround(x)) ? Math.fround(x) : fill,
  );
  const mean = meanOf(filled);
  const deviation = Math.sqrt(filled.reduce((sum, x) => sum + (x - mean) ** 2, 0) / filled.length);
  const range = last - first;
  return {
    type: "number",
    name,
    fill,
    // A value far outside what was seen (a slip of units, an infinity) must not drown all others.
    low: Math.max(first - range, -3e38),
    high: Math.min(last + range, 3e38),
    mean,
    deviation: deviation > 0 ? deviation : 1,
    indicator: missingIndicator && missing >= INDICATOR_ROWS,
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function fitCategory(column: Column, rows: Int32Array, limit: number): CategoryEncoder {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = column.values[column.codes[row] ?? 0] ?? "";
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  // A category seen once teaches its own row by heart.
  const frequent = ordered.filter(([value, count]) => count > 1 || value === "").slice(0, limit);
  return {
    type: "category",
    name: column.name,
    buckets: frequent.map(([value]) => value),
    other: frequent.length < ordered.length,
  };
}

/**
 * How numbers become features: "scaled" for networks; "raw" for trees, which need no scale and learn what a gap (NaN) means.
 */
export type FeatureForm = "scaled" | "raw";
/** "coded" is what lies on disk: as "raw", but of a category the number of its bucket; one beyond the last is unknown. */
export type EncodedForm = FeatureForm | "coded";

/** How many features an encoder makes. */
export function encoderWidth(encoder: Encoder, form: EncodedForm = "scaled"): number {
  if (encoder.type === "number") return encoder.indicator && form === "scaled" ? 2 : 1;
  if (encoder.type === "category" && form === "coded") return 1;
  if (encoder.type === "text") return encoder.weights.length + SHAPES.length;
  return encoder.buckets.length + (encoder.other ? 1 : 0);
}

/** A category column with no bucket at all (each value seen once) still has its "other" bucket, so a width is never 0. */
export const featureCount = (encoders: readonly Encoder[], form: EncodedForm = "scaled"): number =>
  encoders.reduce((sum, encoder) => sum + encoderWidth(encoder, form), 0);

/** The cells of a column as the model takes them: numbers with NaN for gaps, or texts. */
export function rawValues(
  { type }: { type: "number" | "category" | "text" },
  cells: readonly string[],
  decimalComma: boolean,
): Float32Array | string[] {
  if (type !== "number") return [...cells];
  return Float32Array.from(cells, (cell) => parseFinite(cell, decimalComma));
}

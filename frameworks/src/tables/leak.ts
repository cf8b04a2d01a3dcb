import type { ColumnType } from "../csv/profile.ts";
import { type Column, numbersOf, type Table } from "../csv/table.ts";
import { classCounts, orderedErrors, valueErrors } from "./determination.ts";
import type { Target } from "./target.ts";

/** Correlation beyond which a column is the target in other units, a few slips aside. */
const SAME = 0.99995;
/** Part of the rows whose target a column may miss and still tell it "almost always". */
const SLIPS = 0.005;
/** The same of a number with a threshold, which is more often just a good measurement. */
const NUMBER_SLIPS = 0.001;
/** It must also miss so few of those that the most frequent class misses: of a rare event nearly nothing is to be told. */
const SLIPS_OF_BASE = 0.05;
/** Rows per value on average, or the values are names of rows. */
const ROWS_PER_VALUE = 10;

/** What a column gives away of the target: more than it can be meant to. */
export interface Leak {
  /** Ends the sentence "It …". */
  readonly why: string;
  /** Whether it should be left out, or only be told of. */
  readonly certain: boolean;
}

/**
 * Whether a column tells the target outright: its values and the classes pair off one to one, or determine them in nearly all rows; or
 * it is the target quantity up to a rising or falling function. A number with a threshold that divides the classes in nearly all rows
 * is told of, but may be a good measurement.
 * @param column its codes belong to the target's rows, in the same order.
 */
export function findLeak(
  column: Column,
  type: ColumnType,
  target: Target,
  table: Pick<Table, "decimalComma">,
): Leak | undefined {
  const repeats = { why: `repeats the target "${target.name}"`, certain: true };
  if (target.kind === "regression") {
    if (type !== "number") return undefined;
    const numbers = numbersOf(column, table);
    const known = target.values.filter(Number.isFinite).length;
    if (bothKnown(numbers, target.values).length < known / 2) return undefined;
    return Math.max(correlation(numbers, target.values), rankCorrelation(numbers, target.values)) >= SAME
      ? repeats
      : undefined;
  }
  if (pairsOff(column, target.labels)) return repeats;
  const counts = classCounts(column, target.labels, target.classes.length);
  if (counts.rows === 0 || counts.rows < counts.labelled / 2) return undefined;
  const errors = type === "number" ? orderedErrors(counts, numbersByCode(column, table)) : valueErrors(counts);
  const allowed = Math.min((type === "number" ? NUMBER_SLIPS : SLIPS) * counts.rows, SLIPS_OF_BASE * counts.baseErrors);
  if (errors > allowed) return undefined;
  const share = ((100 * (counts.rows - errors)) / counts.rows).toFixed(1);
  const why = `alone tells the target "${target.name}" in ${share} % of the rows`;
  if (type === "number") return { why, certain: false };
  return counts.rows >= ROWS_PER_VALUE * counts.values ? { why, certain: true } : undefined;
}

function numbersByCode(column: Column, table: Pick<Table, "decimalComma">): Float64Array {
  return numbersOf({ ...column, codes: Int32Array.from(column.values.keys()) }, table);
}

function pairsOff(column: Column, labels: Int32Array): boolean {
  const labelOf = new Map<number, number>();
  const codeOf = new Map<number, number>();
  let known = 0;
  let labelled = 0;
  for (let row = 0; row < labels.length; row++) {
    const code = column.codes[row] ?? 0;
    const label = labels[row] ?? 0;
    if (label < 0) continue;
    labelled++;
    if (column.values[code] === "") continue;
    known++;
    if ((labelOf.get(code) ?? label) !== label || (codeOf.get(label) ?? code) !== code) return false;
    labelOf.set(code, label);
    codeOf.set(label, code);
  }
  // One pair alone, or a pair in a few rows only, proves nothing.
  return labelOf.size > 1 && known >= labelled / 2;
}

/** The size of Pearson's correlation over the rows where both are known; 0 where it is not defined. */
function correlation(a: Float64Array, b: Float64Array): number {
  const rows = bothKnown(a, b);
  const mean = (values: Float64Array) => rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (const row of rows) {
    const [x, y] = [(a[row] ?? 0) - meanA, (b[row] ?? 0) - meanB];
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  const scale = Math.sqrt(squareA * squareB);
  return scale > 0 && rows.length > 2 ? Math.abs(both / scale) : 0;
}

/** Spearman's: the correlation of ranks, equal values sharing the mean of theirs. */
function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const rows = bothKnown(a, b);
  return correlation(ranks(rows.map((row) => a[row] ?? 0)), ranks(rows.map((row) => b[row] ?? 0)));
}

const bothKnown = (a: Float64Array, b: Float64Array): number[] =>
  Array.from(a.keys()).filter((row) => Number.isFinite(a[row]) && Number.isFinite(b[row]));

function ranks(values: readonly number[]): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let place = start; place < end; place++) result[order[place] ?? 0] = (start + end - 1) / 2;
    start = end;
  }
  return result;
}

import type { Column } from "../csv/table.ts";

/** How often each value of a column goes with each class. */
export interface ClassCounts {
  /** counts[code][class], of values that occur. */
  readonly counts: ReadonlyMap<number, Int32Array>;
  readonly classes: number;
  readonly values: number;
  /** Rows with a label and a value; rows with a label. */
  readonly rows: number;
  readonly labelled: number;
  /** Rows of all classes but the most frequent. */
  readonly baseErrors: number;
}

/** @param labels of the column's rows; -1 where none is known. */
export function classCounts(column: Column, labels: Int32Array, classes: number): ClassCounts {
  const counts = new Map<number, Int32Array>();
  const totals = new Int32Array(classes);
  let [rows, labelled] = [0, 0];
  labels.forEach((label, row) => {
    if (label < 0) return;
    labelled++;
    const code = column.codes[row] ?? 0;
    if (column.values[code] === "") return;
    rows++;
    const own = counts.get(code) ?? new Int32Array(classes);
    counts.set(code, own);
    own[label] = (own[label] ?? 0) + 1;
    totals[label] = (totals[label] ?? 0) + 1;
  });
  return { counts, classes, values: counts.size, rows, labelled, baseErrors: rows - Math.max(...totals) };
}

/** Rows that are told wrong when each value stands for its most frequent class. */
export function valueErrors({ counts }: ClassCounts): number {
  let errors = 0;
  for (const own of counts.values()) errors += own.reduce((sum, count) => sum + count, 0) - Math.max(...own);
  return errors;
}

/**
 * Rows that are told wrong when thresholds divide a number's range into one stretch per class, in the order of the classes' means, at
 * the best places (by dynamic programming over the values).
 * @param numbers of each code
 */
export function orderedErrors({ counts, classes, rows }: ClassCounts, numbers: Float64Array): number {
  const known = [...counts].filter(([code]) => Number.isFinite(numbers[code]));
  known.sort(([a], [b]) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const means = Array.from({ length: classes }, (_, label) => {
    let [sum, count] = [0, 0];
    for (const [code, own] of known) {
      sum += (numbers[code] ?? 0) * (own[label] ?? 0);
      count += own[label] ?? 0;
    }
    return { label, mean: count === 0 ? 0 : sum / count };
  });
  const order = means.sort((a, b) => a.mean - b.mean).map(({ label }) => label);
  let least = new Float64Array(classes);
  let seen = 0;
  for (const [, own] of known) {
    const total = own.reduce((sum, count) => sum + count, 0);
    seen += total;
    const next = new Float64Array(classes);
    let before = Number.POSITIVE_INFINITY;
    order.forEach((label, place) => {
      before = Math.min(before, least[place] ?? 0);
      next[place] = before + total - (own[label] ?? 0);
    });
    least = next;
  }
  return Math.min(...least) + rows - seen;
}

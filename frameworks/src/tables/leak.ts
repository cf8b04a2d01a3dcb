import type { ColumnType } from "../csv/profile.ts";
import { type Column, numbersOf, type Table } from "../csv/table.ts";
import type { Target } from "./target.ts";

/** Correlation beyond which a column is the target in other units. */
const SAME = 1 - 1e-9;

/**
 * Whether a column tells the target outright: its values and the classes pair off one to one, or it is the target quantity up to a linear map.
 * @param column its codes belong to the target's rows, in the same order.
 */
export function repeatsTarget(
  column: Column,
  type: ColumnType,
  target: Target,
  table: Pick<Table, "decimalComma">,
): boolean {
  if (target.kind === "classification") return pairsOff(column, target.labels);
  return type === "number" && Math.abs(correlation(numbersOf(column, table), target.values)) >= SAME;
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

/** Pearson's correlation over the rows where both are known; 0 where it is not defined. */
function correlation(a: Float64Array, b: Float64Array): number {
  const rows = Array.from(a.keys()).filter((row) => Number.isFinite(a[row]) && Number.isFinite(b[row]));
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
  return scale > 0 && rows.length > 2 ? both / scale : 0;
}

import { numbersOf, type Table } from "../csv/table.ts";
import { findColumn, type Target } from "../tables/target.ts";
import { labelNumbers } from "../tables/testRows.ts";

/**
 * The true values of a test table.
 * @returns the rows whose target is known, and its number for each; a class that training never saw is -1
 * @throws BlacktailError TARGET_UNKNOWN
 */
export function truthsOf(target: Target, table: Table): { rows: Int32Array; truths: Float64Array } {
  const column = findColumn(table, target.name);
  const numbers = numbersOf(column, table);
  const text = (row: number) => column.values[column.codes[row] ?? 0] ?? "";
  const known =
    target.kind === "classification"
      ? (row: number) => text(row) !== ""
      : (row: number) => Number.isFinite(numbers[row]);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter(known);
  const numberOf = target.kind === "classification" ? labelNumbers(target.classes, table.decimalComma) : undefined;
  return { rows, truths: Float64Array.from(rows, (row) => numberOf?.(text(row)) ?? numbers[row] ?? Number.NaN) };
}

import { numbersOf, type Table } from "../csv/table.ts";
import { problem } from "../errors.ts";
import { findColumn, type Target } from "../tables/target.ts";
import { extendTarget, labelNumbers } from "../tables/testRows.ts";

/**
 * Puts the true values of a test table behind those of the training table.
 * @returns the rows of the test table whose target is known; a class that training never saw is -1
 * @throws BlacktailError TARGET_UNKNOWN, DATA_NO_ROWS
 */
export function appendTargets(target: Target, table: Table): { target: Target; rows: Int32Array } {
  const column = findColumn(table, target.name);
  const numbers = numbersOf(column, table);
  const text = (row: number) => column.values[column.codes[row] ?? 0] ?? "";
  const known =
    target.kind === "classification"
      ? (row: number) => text(row) !== ""
      : (row: number) => Number.isFinite(numbers[row]);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter(known);
  if (rows.length === 0) {
    throw problem("DATA_NO_ROWS", `The test data has no row with a value in "${target.name}".`, "Give rows.");
  }
  const numberOf = target.kind === "classification" ? labelNumbers(target.classes, table.decimalComma) : undefined;
  const truths = Float64Array.from(rows, (row) => numberOf?.(text(row)) ?? numbers[row] ?? Number.NaN);
  return { target: extendTarget(target, [truths]), rows };
}

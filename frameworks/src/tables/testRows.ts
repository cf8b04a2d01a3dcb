import { parseNumber } from "../csv/cell.ts";
import { numbersOf, type Table } from "../csv/table.ts";
import { problem } from "../errors.ts";
import type { Encoder } from "./encoders.ts";
import { findColumn, type Target } from "./target.ts";

/**
 * Appends the rows of a separate test file to a target. A class that training never saw becomes number -1.
 * @param before how many rows come first.
 * @returns the longer target, the file's rows with a known target, and their positions in the longer target.
 * @throws BlacktailError TARGET_UNKNOWN, DATA_COLUMN_MISSING, DATA_NO_ROWS
 */
export function appendTestRows(
  target: Target | undefined,
  before: number,
  table: Table,
  encoders: readonly Encoder[],
): { target: Target | undefined; rows: Int32Array; positions: Int32Array } {
  for (const { name } of encoders) {
    if (!table.columns.some((column) => column.name === name)) {
      throw problem(
        "DATA_COLUMN_MISSING",
        `The test data has no column "${name}", which the training data has.`,
        "Give test data with the training data's columns.",
      );
    }
  }
  if (target === undefined) {
    const all = Int32Array.from({ length: table.rows }, (_, row) => row);
    return { target, rows: all, positions: all.map((row) => before + row) };
  }
  const column = findColumn(table, target.name);
  const numbers = numbersOf(column, table);
  const text = (row: number) => column.values[column.codes[row] ?? 0] ?? "";
  const known =
    target.kind === "classification"
      ? (row: number) => text(row) !== ""
      : (row: number) => Number.isFinite(numbers[row]);
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter(known);
  if (rows.length === 0) {
    throw problem(
      "DATA_NO_ROWS",
      `The test data has no row with a value in "${target.name}".`,
      "Give test data with rows.",
    );
  }
  const positions = Int32Array.from(rows, (_, index) => before + index);
  if (target.kind === "regression") {
    const values = [...target.values, ...Array.from(rows, (row) => numbers[row] ?? 0)];
    return { target: { ...target, values: Float64Array.from(values) }, rows, positions };
  }
  const numberOf = labelNumbers(target.classes, table.decimalComma);
  const labels = [...target.labels, ...Array.from(rows, (row) => numberOf(text(row)))];
  return { target: { ...target, labels: Int32Array.from(labels) }, rows, positions };
}

/** Finds a class by its text, or by its value where all classes are numbers ("1.0" is "1"); -1 for an unknown one. */
export function labelNumbers(classes: readonly string[], decimalComma: boolean): (text: string) => number {
  const byText = new Map(classes.map((label, index) => [label, index]));
  const numeric = classes.every((label) => !Number.isNaN(parseNumber(label, false)));
  return (text) =>
    byText.get(text) ?? (numeric ? byText.get(String(parseNumber(text, decimalComma))) : undefined) ?? -1;
}

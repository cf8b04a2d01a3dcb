import { parseNumber } from "../csv/cell.ts";
import { numbersOf, type Table } from "../csv/table.ts";
import { problem } from "../errors.ts";
import type { ReadyMatrix } from "./featureMatrix.ts";
import { encodeTable, type Matrices, type MatricesOptions } from "./matrices.ts";
import { openTableFile, type TableFileOptions } from "./tableFile.ts";
import { findColumn, type Target } from "./target.ts";

/** What a separate test file adds. */
interface TestTable {
  /** The features of its rows whose target is known. */
  readonly matrices: Matrices<ReadyMatrix>;
  /** Their labels or values. A class that training never saw is number -1. */
  readonly truths: readonly Float64Array[];
}

/**
 * Reads and encodes a test file.
 * @param options.known the training file's target
 * @throws BlacktailError TARGET_UNKNOWN, DATA_COLUMN_MISSING, DATA_NO_ROWS
 */
export async function readTestTable(
  path: string,
  options: TableFileOptions & Omit<MatricesOptions, "rows" | "parts" | "name"> & { readonly known: Target | undefined },
): Promise<TestTable> {
  const { encoders, known } = options;
  const file = await openTableFile(path, options);
  for (const { name } of encoders) {
    if (!file.table.columns.some((column) => column.name === name)) {
      throw problem(
        "DATA_COLUMN_MISSING",
        `The test data has no column "${name}", which the training data has.`,
        "Give test data with the training data's columns.",
      );
    }
  }
  if (known !== undefined) findColumn(file.table, known.name);
  const names = [...encoders.map(({ name }) => name), ...(known === undefined ? [] : [known.name])];
  const parts = async function* () {
    for await (const table of file.parts(names)) yield { table, ...readTruths(known, table) };
  };
  const truths: Float64Array[] = [];
  for await (const part of parts()) truths.push(part.truths);
  const rows = truths.reduce((sum, part) => sum + part.length, 0);
  if (rows === 0) {
    throw problem(
      "DATA_NO_ROWS",
      known === undefined ? "The test data has no rows." : `The test data has no row with a value in "${known.name}".`,
      "Give test data with rows.",
    );
  }
  return { truths, matrices: await encodeTable({ ...options, rows, name: "test", parts }) };
}

function readTruths(target: Target | undefined, table: Table): { rows: Int32Array; truths: Float64Array } {
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  if (target === undefined) return { rows: all, truths: new Float64Array(table.rows) };
  const column = findColumn(table, target.name);
  if (target.kind === "regression") {
    const numbers = numbersOf(column, table);
    const rows = all.filter((row) => Number.isFinite(numbers[row]));
    return { rows, truths: Float64Array.from(rows, (row) => numbers[row] ?? 0) };
  }
  const text = (row: number) => column.values[column.codes[row] ?? 0] ?? "";
  const rows = all.filter((row) => text(row) !== "");
  const numberOf = labelNumbers(target.classes, table.decimalComma);
  return { rows, truths: Float64Array.from(rows, (row) => numberOf(text(row))) };
}

/** A target with the truths of more rows behind its own. */
export function extendTarget(target: Target, truths: readonly Float64Array[]): Target {
  const added = truths.reduce((sum, part) => sum + part.length, 0);
  const own = target.kind === "classification" ? target.labels : target.values;
  const longer =
    target.kind === "classification" ? new Int32Array(own.length + added) : new Float64Array(own.length + added);
  longer.set(own);
  let start = own.length;
  for (const part of truths) {
    longer.set(part, start);
    start += part.length;
  }
  return target.kind === "classification"
    ? { ...target, labels: longer as Int32Array }
    : { ...target, values: longer as Float64Array };
}

/** Finds a class by its text, or by its value where all classes are numbers ("1.0" is "1"); -1 for an unknown one. */
export function labelNumbers(classes: readonly string[], decimalComma: boolean): (text: string) => number {
  const byText = new Map(classes.map((label, index) => [label, index]));
  const numeric = classes.every((label) => !Number.isNaN(parseNumber(label, false)));
  return (text) =>
    byText.get(text) ?? (numeric ? byText.get(String(parseNumber(text, decimalComma))) : undefined) ?? -1;
}

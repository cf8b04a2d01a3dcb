import type { TabularConfig } from "@blacktail/sdk/families";
import { problem } from "../errors.ts";
import type { TableFile } from "./tableFile.ts";
import { findColumn, isLabelled, readLargeTarget, readTarget, type Target } from "./target.ts";

/** Which rows of a file count, and what is to be predicted of them. Of a large file every row has a position, known or not. */
export interface TableRows {
  /** How many positions there are. */
  readonly rows: number;
  /** A value per position. */
  readonly target?: Target;
  /** Rows of `file.table` to look at, and their positions. */
  readonly sample: { readonly rows: Int32Array; readonly positions: Int32Array };
  /** Positions without a known target that may teach all the same. */
  readonly unlabelled: Int32Array;
  /** Rows that are left out since their target is not known. */
  readonly dropped: number;
}

/**
 * Finds a table's rows and target.
 * @param name the target column, if there is one
 * @throws BlacktailError DATA_NO_ROWS, TARGET_…
 */
export function readRows(
  file: TableFile,
  name: string | undefined,
  task: TabularConfig["task"],
  allowMissing: boolean,
): TableRows {
  if (file.rows === 0) throw problem("DATA_NO_ROWS", "The file has a header and no rows.", "Give a file with rows.");
  const none = new Int32Array();
  if (name === undefined) {
    const rows = Int32Array.from({ length: file.table.rows }, (_, row) => row);
    const positions = file.table.rowNumbers ?? rows;
    return { rows: file.rows, sample: { rows, positions }, unlabelled: none, dropped: 0 };
  }
  if (file.whole) {
    const { target, rows } = readTarget(file.table, name, task, { allowMissing });
    const positions = Int32Array.from(rows.keys());
    const unlabelled = positions.filter((position) => !isLabelled(target, position));
    const dropped = file.rows - rows.length;
    return { rows: rows.length, target, sample: { rows, positions }, unlabelled, dropped };
  }
  findColumn(file.table, name);
  if (file.target === undefined) throw new TypeError(`The column "${name}" was not kept while the file was read.`);
  const target = readLargeTarget(file.target, name, task);
  const missing = Int32Array.from({ length: file.rows }, (_, row) => row).filter((row) => !isLabelled(target, row));
  const numbers = file.table.rowNumbers ?? none;
  const rows = Int32Array.from(numbers.keys()).filter((row) => allowMissing || isLabelled(target, numbers[row] ?? 0));
  const positions = rows.map((row) => numbers[row] ?? 0);
  const kept = { rows: file.rows, target, sample: { rows, positions } };
  return allowMissing
    ? { ...kept, unlabelled: missing, dropped: 0 }
    : { ...kept, unlabelled: none, dropped: missing.length };
}

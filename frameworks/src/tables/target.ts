import { parseNumber } from "../csv/cell.ts";
import { counted } from "../csv/counted.ts";
import { profileColumn } from "../csv/profile.ts";
import { type Column, numbersOf, type Table } from "../csv/table.ts";
import { listNames, nearest, problem } from "../errors.ts";
import type { TargetValues } from "./targetReader.ts";

/** What to predict, a value per row; -1 (a class) or NaN (a quantity) where it is not known. */
export type Target =
  | {
      readonly kind: "classification";
      readonly name: string;
      readonly classes: readonly string[];
      readonly labels: Int32Array;
    }
  | { readonly kind: "regression"; readonly name: string; readonly values: Float64Array };

/** Whole numbers with at most this many different values are classes. */
const MAX_NUMERIC_CLASSES = 20;
const MAX_CLASSES = 200;
const MIN_ROWS = 20;

/** @throws BlacktailError TARGET_UNKNOWN listing the columns. */
export function findColumn(table: Table, name: string, role = "target"): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  throw unknownColumn(
    name,
    table.columns.map((candidate) => candidate.name),
    role,
  );
}

/** @throws BlacktailError TARGET_UNKNOWN listing the columns. */
export function requireTarget(names: readonly string[], name: string): void {
  if (!names.includes(name)) throw unknownColumn(name, names, "target");
}

function unknownColumn(name: string, names: readonly string[], role: string) {
  const guess = nearest(name, names);
  return problem(
    "TARGET_UNKNOWN",
    `There is no column "${name}" to use as the ${role}; the columns are ${listNames(names)}.`,
    guess === undefined ? "Name one of these columns." : `Did you mean "${guess}"?`,
  );
}

/**
 * Reads the target column: decides between classes and quantities, and finds the rows where it is known.
 * @param options.allowMissing keeps the rows where it is not known.
 * @returns the target and the numbers of its rows in the table.
 * @throws BlacktailError DATA_TOO_FEW_ROWS, TARGET_ONE_CLASS, TARGET_TOO_MANY_CLASSES, TARGET_NOT_NUMERIC, TARGET_CONSTANT
 */
export function readTarget(
  table: Table,
  name: string,
  task: "auto" | "classification" | "regression",
  { allowMissing = false }: { allowMissing?: boolean | undefined } = {},
): { target: Target; rows: Int32Array } {
  const column = findColumn(table, name);
  const profile = profileColumn(column, table);
  const numbers = numbersOf(column, table);
  if (task === "regression" && profile.type !== "number") {
    throw problem(
      "TARGET_NOT_NUMERIC",
      `The target "${name}" holds texts such as ${listNames(
        column.values.filter((value) => value !== ""),
        3,
      )}; a quantity needs numbers.`,
      'Choose a number column, or set task to "classification".',
    );
  }
  const classification = task === "classification" || (task === "auto" && looksLikeClasses(profile, numbers));
  const known = classification
    ? (row: number) => column.values[column.codes[row] ?? 0] !== ""
    : (row: number) => Number.isFinite(numbers[row]);
  const all = Int32Array.from({ length: table.rows }, (_, row) => row);
  const labelled = all.filter(known);
  requireRows(name, labelled.length);
  const target = classification
    ? readClasses(column, profile.type === "number" && profile.stray === 0, table, labelled)
    : readQuantities(name, numbers, labelled);
  return allowMissing ? { target: spread(target, labelled, table.rows), rows: all } : { target, rows: labelled };
}

/**
 * Reads the target of a file that is too large to be held: of every row, known or not.
 * @throws BlacktailError as `readTarget`
 */
export function readLargeTarget(
  values: TargetValues,
  name: string,
  task: "auto" | "classification" | "regression",
): Target {
  const { column, numbers, stray } = values;
  const rows = numbers.length;
  if (column !== undefined) {
    const table = { columns: [{ name, ...column }], rows, decimalComma: true };
    return readTarget(table, name, task, { allowMissing: true }).target;
  }
  const known = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => Number.isFinite(numbers[row]));
  if (task === "classification" || stray > known.length / 20) {
    throw problem(
      "TARGET_TOO_MANY_CLASSES",
      `The target "${name}" has more than ${MAX_CLASSES} different values; so many cannot be told apart.`,
      "Choose another target, or regression if it is a quantity.",
    );
  }
  return spread(readQuantities(name, numbers, known), known, rows);
}

/** The target of some rows, by their positions. */
export function pickTarget(target: Target, positions: Int32Array): Target {
  if (target.kind === "regression") {
    return { ...target, values: Float64Array.from(positions, (position) => target.values[position] ?? Number.NaN) };
  }
  return { ...target, labels: positions.map((position) => target.labels[position] ?? -1) };
}

/** @throws BlacktailError DATA_TOO_FEW_ROWS */
function requireRows(name: string, count: number): void {
  if (count >= MIN_ROWS) return;
  throw problem(
    count === 0 ? "DATA_NO_ROWS" : "DATA_TOO_FEW_ROWS",
    `The file has ${counted(count, "row")} with a value in the target "${name}"; training needs at least ${MIN_ROWS}.`,
    "Give more rows.",
  );
}

/** A target of some rows as one of all rows. */
function spread(target: Target, rows: Int32Array, count: number): Target {
  if (target.kind === "regression") {
    const values = new Float64Array(count).fill(Number.NaN);
    rows.forEach((row, index) => {
      values[row] = target.values[index] ?? Number.NaN;
    });
    return { ...target, values };
  }
  const labels = new Int32Array(count).fill(-1);
  rows.forEach((row, index) => {
    labels[row] = target.labels[index] ?? -1;
  });
  return { ...target, labels };
}

/** Whether the target of the row at a position is known. */
export function isLabelled(target: Target, position: number): boolean {
  return target.kind === "regression" ? Number.isFinite(target.values[position]) : (target.labels[position] ?? -1) >= 0;
}

function looksLikeClasses(profile: { type: string; unique: number }, numbers: Float64Array): boolean {
  if (profile.type !== "number") return true;
  return (
    profile.unique <= MAX_NUMERIC_CLASSES && numbers.every((value) => Number.isNaN(value) || Number.isInteger(value))
  );
}

function readClasses(
  column: Column,
  numeric: boolean,
  { decimalComma }: Pick<Table, "decimalComma">,
  rows: Int32Array,
): Target {
  // "1" and "1.0" are one class.
  const labels = numeric ? column.values.map((value) => String(parseNumber(value, decimalComma))) : column.values;
  const labelOf = (row: number) => labels[column.codes[row] ?? 0] ?? "";
  const classes = [...new Set(Array.from(rows, labelOf))];
  classes.sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
  const [only] = classes;
  if (classes.length < 2) {
    throw problem(
      "TARGET_ONE_CLASS",
      `The target "${column.name}" has one value only ("${only ?? ""}"), so there is nothing to tell apart.`,
      "Give rows of at least two classes.",
    );
  }
  const long = classes.find((label) => label.length > 256);
  const limit = Math.min(MAX_CLASSES, Math.floor(rows.length / 2));
  if (classes.length > limit || long !== undefined) {
    throw problem(
      "TARGET_TOO_MANY_CLASSES",
      long === undefined
        ? `The target "${column.name}" has ${classes.length} different values in ${rows.length} rows; at most ${limit} can be told apart.`
        : `The target "${column.name}" holds a text of ${long.length} characters; a class name has at most 256.`,
      numeric
        ? 'If it is a quantity, use a framework that estimates one (supervised/tabular with task "regression"), or choose another target.'
        : "Choose another target.",
    );
  }
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  return {
    kind: "classification",
    name: column.name,
    classes,
    labels: Int32Array.from(rows, (row) => indexOf.get(labelOf(row)) ?? 0),
  };
}

function readQuantities(name: string, numbers: Float64Array, rows: Int32Array): Target {
  const values = Float64Array.from(rows, (row) => numbers[row] ?? Number.NaN);
  if (values.every((value) => value === values[0])) {
    throw problem(
      "TARGET_CONSTANT",
      `The target "${name}" is ${values[0]} in every row.`,
      "Choose a target that varies.",
    );
  }
  return { kind: "regression", name, values };
}

import { listNames, problem } from "../errors.ts";
import { cleanCell, isInfinityWord, parseNumber } from "./cell.ts";

const MAX_COLUMNS = 4_096;
const MAX_NAME = 128;
/** A column of numbers: at least this part of its values are some. */
const NUMERIC_SHARE = 0.95;

/** Names by place, for a file whose first line is data. */
export const placeNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `column ${index + 1}`);

/**
 * Whether a file's first line is a row like those below it: a text of it comes again in its column, or a number of it is no whole one or
 * is there twice, as no names are. A word above numbers is a name.
 */
export function looksLikeData(
  first: readonly string[],
  below: readonly (readonly string[])[],
  decimalComma: boolean,
): boolean {
  const numbers: number[] = [];
  let repeated = false;
  for (const [index, cell] of first.entries()) {
    const value = cleanCell(cell);
    const values = below
      .map((row) => cleanCell(row[index] ?? ""))
      .filter((text) => text !== "" && !isInfinityWord(text));
    if (value === "" || values.length === 0) continue;
    const number = parseNumber(value, decimalComma);
    const numeric = values.filter((text) => !Number.isNaN(parseNumber(text, decimalComma))).length;
    if (numeric >= NUMERIC_SHARE * values.length) {
      if (Number.isNaN(number)) return false;
      numbers.push(number);
    } else if (values.includes(value)) repeated = true;
  }
  return repeated || numbers.some((number) => !Number.isInteger(number)) || new Set(numbers).size < numbers.length;
}

/** The names that a header line gives, checked. @throws BlacktailError DATA_TOO_WIDE, DATA_NO_HEADER, DATA_DUPLICATE_COLUMN */
export function columnNames(cells: readonly string[], path: string): string[] {
  const names = cells.map((cell, index) => cell.trim() || `column ${index + 1}`);
  const long = names.find((name) => name.length > MAX_NAME);
  if (long !== undefined) {
    throw problem(
      "DATA_NO_HEADER",
      `The first line of ${path} has a column name of ${long.length} characters ("${long.slice(0, 40)}…"); the limit is ${MAX_NAME}.`,
      "Begin the file with a line of short column names.",
    );
  }
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated.length > 0) {
    throw problem(
      "DATA_DUPLICATE_COLUMN",
      `The header of ${path} names ${listNames([...new Set(repeated)])} more than once.`,
      "Give each column its own name.",
    );
  }
  return names;
}

/** @throws BlacktailError DATA_TOO_WIDE */
export function checkWidth(count: number, path: string): void {
  if (count <= MAX_COLUMNS) return;
  throw problem(
    "DATA_TOO_WIDE",
    `The file ${path} has ${count} columns; the limit is ${MAX_COLUMNS}.`,
    "Leave columns out.",
  );
}

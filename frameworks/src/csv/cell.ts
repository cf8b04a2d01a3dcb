const MISSING = new Set(["", "na", "n/a", "#n/a", "nan", "null", "none", "?"]);
const INFINITY = /^[+-]?inf(inity)?$/i;
const LONGEST = 4;
const MINUS = 45;
const NINE = 57;
// Each text matches in one way at most: of two ways to divide a row of digits, a long cell would have all tried.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMBER_WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a cell says that it is no number, as programs write it. */
export const isNaNWord = (cell: string): boolean => cell.length >= 3 && cell.trim().toLowerCase() === "nan";

/** Whether a cell says that it is infinite, as programs write it. */
export const isInfinityWord = (cell: string): boolean => cell.length >= 3 && INFINITY.test(cell);

/** Whether a cell is an infinity: in words, or a number too large for the float32 that models compute in. */
export function isInfinite(cell: string, decimalComma: boolean): boolean {
  const number = parseNumber(cell, decimalComma);
  return Number.isNaN(number) ? isInfinityWord(cell) : !Number.isFinite(Math.fround(number));
}

/** A cell's text without surrounding blanks; the usual words for "no value" become the empty text. */
export function cleanCell(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST) return trimmed;
  const first = trimmed.charCodeAt(0);
  // Most short cells are numbers, and no word begins like one.
  if (first >= MINUS && first <= NINE) return trimmed;
  return MISSING.has(trimmed.toLowerCase()) ? "" : trimmed;
}

/**
 * A cell as a number, or NaN.
 * @param decimalComma reads "3,14" as 3.14, as files with another delimiter than the comma write it.
 */
export function parseNumber(text: string, decimalComma: boolean): number {
  if (NUMBER.test(text)) return Number(text);
  if (decimalComma && NUMBER_WITH_COMMA.test(text)) return Number(text.replace(",", "."));
  return Number.NaN;
}

/** A cell as a model's number, or NaN: also where it is infinite in the float32 that models compute in. */
export function parseFinite(text: string, decimalComma: boolean): number {
  const number = parseNumber(text, decimalComma);
  return Number.isFinite(Math.fround(number)) ? number : Number.NaN;
}

/** V8 copies shorter texts; longer ones are a view of the text that they were cut from. */
const SHORT = 13;

/** A cell to keep while the file passes by: without the memory of the text around it. */
export function ownText(cell: string): string {
  return cell.length < SHORT ? cell : Buffer.from(cell).toString();
}

const MISSING = new Set(["", "na", "n/a", "#n/a", "nan", "null", "none", "?"]);
// Each text matches in one way at most: of two ways to divide a row of digits, a long cell would have all tried.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMBER_WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** A cell's text without surrounding blanks; the usual words for "no value" become the empty text. */
export function cleanCell(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= 4 && MISSING.has(trimmed.toLowerCase()) ? "" : trimmed;
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

const missingWords = new Set(["", "na", "n/a", "#n/a", "nan", "null", "none", "?"]);
// Each text matches in one way at most: of two ways to divide a row of digits, a long cell would have all tried.
const point = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const comma = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/;

/** Whether a cell, without surrounding blanks, stands for no value. */
export const isMissing = (cell: string): boolean => cell.length <= 4 && missingWords.has(cell.toLowerCase());

/**
 * A cell as a number, or NaN.
 * @param decimalComma Reads "3,14" as 3.14, as files that are not divided by commas write it.
 */
export function numberOf(cell: string, decimalComma: boolean): number {
  if (point.test(cell)) return Number(cell);
  return decimalComma && comma.test(cell) ? Number(cell.replace(",", ".")) : Number.NaN;
}

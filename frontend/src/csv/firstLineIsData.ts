import { isMissing, numberOf } from "./cells.ts";

/** Of a column of numbers at least this part of its values are some. */
const NUMERIC_SHARE = 0.95;

/**
 * Whether a file begins with a row like those below instead of column names, as the training frameworks decide it: a text of the
 * line comes again in its column, or a number of it is not whole or stands there twice. A word above numbers is a name.
 */
export function firstLineIsData(
  first: readonly string[],
  below: readonly (readonly string[])[],
  decimalComma: boolean,
): boolean {
  const numbers = new Set<number>();
  let isData = false;
  for (const [at, cell] of first.entries()) {
    const value = cell.trim();
    const values = below.map((row) => row[at]?.trim() ?? "").filter((other) => !isMissing(other));
    if (isMissing(value) || values.length === 0) continue;
    const numeric = values.filter((other) => !Number.isNaN(numberOf(other, decimalComma))).length;
    if (numeric < NUMERIC_SHARE * values.length) {
      isData ||= values.includes(value);
      continue;
    }
    const number = numberOf(value, decimalComma);
    if (Number.isNaN(number)) return false;
    isData ||= !Number.isInteger(number) || numbers.has(number);
    numbers.add(number);
  }
  return isData;
}

import { isInfinityWord, parseNumber } from "./cell.ts";
import type { Column, Table } from "./table.ts";

/** Numbers, few texts that come again, or free text: several words, nearly every row other ones. */
export type ColumnType = "number" | "category" | "text";

/** What a column holds, seen from its cells. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: ColumnType;
  /** Rows without a value. */
  readonly missing: number;
  /** Different values, missing not counted. */
  readonly unique: number;
  /** Rows of a number column whose text is no number; they count as missing. */
  readonly stray: number;
}

/** A column is numeric when at least this part of its values are numbers; the rest is noise such as "unknown". */
const NUMERIC_SHARE = 0.95;
/** Texts of so many words on average are read as words; shorter ones name things. */
const TEXT_WORDS = 3;
/** Values that mostly differ describe one row each. */
export const UNIQUE_SHARE = 0.5;
export const MANY_VALUES = 30;

/** Infers a column's type and counts its gaps. */
export function profileColumn(column: Column, { decimalComma }: Pick<Table, "decimalComma">): ColumnProfile {
  const counts = countCodes(column);
  let missing = 0;
  let numeric = 0;
  let unique = 0;
  let uniqueNumbers = 0;
  let words = 0;
  let infinities = 0;
  column.values.forEach((value, code) => {
    const count = counts[code] ?? 0;
    if (value === "") missing += count;
    else if (count > 0) {
      unique++;
      words += value.split(/\s+/).length;
      if (isInfinityWord(value)) infinities += count;
      if (!Number.isNaN(parseNumber(value, decimalComma))) {
        numeric += count;
        uniqueNumbers++;
      }
    }
  });
  const present = column.codes.length - missing;
  // Infinities are gaps among numbers, however many; without a number they are texts like others.
  const isNumber = numeric > 0 && numeric >= NUMERIC_SHARE * (present - infinities);
  const stray = isNumber ? present - numeric : 0;
  return {
    name: column.name,
    type: isNumber ? "number" : isText(words, unique, present) ? "text" : "category",
    missing: missing + stray,
    unique: isNumber ? uniqueNumbers : unique,
    stray,
  };
}

function isText(words: number, unique: number, present: number): boolean {
  return unique > MANY_VALUES && unique > UNIQUE_SHARE * present && words >= TEXT_WORDS * unique;
}

/** How many rows hold each of a column's values. */
function countCodes(column: Column): Int32Array {
  const counts = new Int32Array(column.values.length);
  for (const code of column.codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

import { parseNumber } from "./cell.ts";
import type { Column, Table } from "./table.ts";

/** What a column holds, seen from its cells. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: "number" | "category";
  /** Rows without a value. */
  readonly missing: number;
  /** Different values, missing not counted. */
  readonly unique: number;
  /** Rows of a number column whose text is no number; they count as missing. */
  readonly stray: number;
}

/** A column is numeric when at least this part of its values are numbers; the rest is noise such as "unknown". */
const NUMERIC_SHARE = 0.95;

/** Infers a column's type and counts its gaps. */
export function profileColumn(column: Column, { decimalComma }: Pick<Table, "decimalComma">): ColumnProfile {
  const counts = countCodes(column);
  let missing = 0;
  let numeric = 0;
  let unique = 0;
  let uniqueNumbers = 0;
  column.values.forEach((value, code) => {
    const count = counts[code] ?? 0;
    if (value === "") missing += count;
    else {
      unique++;
      if (!Number.isNaN(parseNumber(value, decimalComma))) {
        numeric += count;
        uniqueNumbers++;
      }
    }
  });
  const present = column.codes.length - missing;
  const isNumber = present > 0 && numeric >= NUMERIC_SHARE * present;
  const stray = isNumber ? present - numeric : 0;
  return {
    name: column.name,
    type: isNumber ? "number" : "category",
    missing: missing + stray,
    unique: isNumber ? uniqueNumbers : unique,
    stray,
  };
}

/** How many rows hold each of a column's values. */
function countCodes(column: Column): Int32Array {
  const counts = new Int32Array(column.values.length);
  for (const code of column.codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

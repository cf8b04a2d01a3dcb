import { isInfinite, parseNumber } from "../csv/cell.ts";
import { counted } from "../csv/counted.ts";
import { type ColumnProfile, type ColumnType, MANY_VALUES, profileColumn, UNIQUE_SHARE } from "../csv/profile.ts";
import { type Column, numbersOf, type Table } from "../csv/table.ts";
import { listNames, problem } from "../errors.ts";
import { findLeak } from "./leak.ts";
import { findColumn, type Target } from "./target.ts";

/** A column that the model may learn from. */
export interface Feature {
  readonly column: Column;
  readonly type: ColumnType;
}

const IDENTIFIER_NAME = /^(id|uid|uuid|guid|index|idx|key|no|nr|row|row[_ -]?(id|no|number)|.*[_ -](id|uuid|guid))$/i;

/** Part of its rows that a numbered file still has at least; and part of the steps that must fit, however far apart the rows are. */
const ROWS_KEPT = 0.9;
const LEAST_STEPS_KEPT = 0.5;

/**
 * Chooses the columns to learn from, and says which were left out and why: constant and empty ones, row numbers, identifiers,
 * and columns that give the target away. Columns named in `keep` stay unless they are empty.
 * @param target none where nothing is predicted.
 * @param rows the rows to judge by, none of those for testing among them; the target's values are theirs, in the same order.
 * @throws BlacktailError DATA_NO_FEATURES, TARGET_UNKNOWN (a name in `ignore` or `keep` that is no column)
 */
export function screenColumns(
  table: Table,
  target: Target | undefined,
  rows: Int32Array,
  { ignore, keep }: { ignore: readonly string[]; keep: readonly string[] },
): { features: Feature[]; warnings: string[] } {
  for (const name of [...ignore, ...keep]) findColumn(table, name, "column to ignore or keep");
  const { rowNumbers, decimalComma } = table;
  const numbers = rowNumbers === undefined ? rows : rows.map((row) => rowNumbers[row] ?? 0);
  const warnings: string[] = [];
  const features: Feature[] = [];
  const leaks: { feature: Feature; why: string }[] = [];
  for (const whole of table.columns) {
    if (whole.name === target?.name || ignore.includes(whole.name)) continue;
    const column = { ...whole, codes: Int32Array.from(rows, (row) => whole.codes[row] ?? 0) };
    const profile = profileColumn(column, table);
    const feature = { column: whole, type: profile.type };
    const reason =
      unusable(profile) ?? (keep.includes(whole.name) ? undefined : suspicious(column, profile, decimalComma, numbers));
    const leak =
      reason === undefined && target !== undefined && !keep.includes(whole.name)
        ? findLeak(column, profile.type, target, table)
        : undefined;
    if (reason !== undefined) warnings.push(`Column "${whole.name}" is left out: ${reason}.`);
    else if (leak?.certain) leaks.push({ feature, why: `it ${leak.why}` });
    else {
      if (leak !== undefined) {
        warnings.push(`Column "${whole.name}" ${leak.why}: make sure that it is known when the target is not.`);
      }
      features.push(feature);
      if (profile.type === "number") warnings.push(...gapsOf(whole, table));
    }
  }
  for (const { feature, why } of leaks) {
    // A file of two columns can be meant that way.
    const only = features.length === 0 && leaks.length === 1;
    if (only) features.push(feature);
    warnings.push(`Column "${feature.column.name}" is ${only ? "the only one left, although" : "left out:"} ${why}.`);
  }
  if (features.length === 0) {
    throw problem(
      "DATA_NO_FEATURES",
      `No column is left to ${target === undefined ? "learn from" : `predict "${target.name}" from`}. ${warnings.join(" ")}`.trim(),
      `Name columns to use all the same in "keep"; the columns are ${listNames(table.columns.map(({ name }) => name))}.`,
    );
  }
  return { features, warnings };
}

/** What counts as missing in a column of numbers, though its cells are not empty: of all rows that the table holds. */
function gapsOf({ name, codes, values, nans = 0 }: Column, { decimalComma, rowNumbers }: Table): string[] {
  const kinds = values.map((value) => oddity(value, decimalComma));
  let [infinities, texts] = [0, 0];
  for (const code of codes) {
    if (kinds[code] === "infinite") infinities++;
    else if (kinds[code] === "text") texts++;
  }
  const odd = [nans > 0 ? `${nans} NaN` : "", infinities > 0 ? `${infinities} infinite` : ""].filter(
    (part) => part !== "",
  );
  const value = nans + infinities === 1 ? "value that counts" : "values that count";
  const where = rowNumbers === undefined ? "" : `, in the sample of ${rowNumbers.length} rows,`;
  return [
    ...(odd.length > 0 ? [`Column "${name}" holds${where} ${odd.join(" and ")} ${value} as missing.`] : []),
    ...(texts > 0
      ? [
          `Column "${name}" holds${where} numbers, and ${counted(texts, "text")} that ${texts === 1 ? "counts" : "count"} as missing.`,
        ]
      : []),
  ];
}

function oddity(value: string, decimalComma: boolean): "infinite" | "text" | undefined {
  if (value === "") return undefined;
  if (isInfinite(value, decimalComma)) return "infinite";
  return Number.isNaN(parseNumber(value, decimalComma)) ? "text" : undefined;
}

function unusable({ unique, missing }: ColumnProfile): string | undefined {
  if (unique === 0) return "it has no values";
  if (unique === 1 && missing === 0) return "it has the same value in every row";
  return undefined;
}

function suspicious(
  column: Column,
  profile: ColumnProfile,
  decimalComma: boolean,
  rowNumbers: Int32Array,
): string | undefined {
  const present = column.codes.length - profile.missing;
  if (profile.type === "number") {
    if (profile.missing > 0 || profile.unique !== present) return undefined;
    const numbers = numbersOf(column, { decimalComma });
    if (!numbers.every(Number.isInteger)) return undefined;
    if (isCount(numbers, rowNumbers)) return "it counts the rows";
    return IDENTIFIER_NAME.test(column.name) ? "it is an identifier" : undefined;
  }
  if (profile.type === "category" && profile.unique > MANY_VALUES && profile.unique > UNIQUE_SHARE * present) {
    return "nearly every row has another text (an identifier)";
  }
  return undefined;
}

/**
 * Whether whole numbers rise as the rows' own numbers do, gaps allowed where somebody took rows out of the file: one row in ten.
 * @param rowNumbers in the file; rows in between may be missing here
 */
function isCount(numbers: Float64Array, rowNumbers: Int32Array): boolean {
  let steps = 0;
  for (let row = 1; row < numbers.length; row++) {
    const step = (numbers[row] ?? 0) - (numbers[row - 1] ?? 0);
    if (step < 1) return false;
    if (step === (rowNumbers[row] ?? 0) - (rowNumbers[row - 1] ?? 0)) steps++;
  }
  // The farther apart the rows are, the more of their steps have a gap in them.
  const apart = ((rowNumbers.at(-1) ?? 0) - (rowNumbers[0] ?? 0)) / (numbers.length - 1);
  return steps >= Math.max(LEAST_STEPS_KEPT, ROWS_KEPT ** apart) * (numbers.length - 1);
}

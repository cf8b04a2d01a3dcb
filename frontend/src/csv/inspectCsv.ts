import { findDelimiter, readRows } from "./readRows.ts";

type CsvColumn = {
  name: string;
  type: "number" | "category";
  missing: number;
  unique: number;
  /** Of a number column: whether all its numbers are whole. */
  whole: boolean;
  example: string;
};
export type CsvInspection = { columns: CsvColumn[]; rows: number };

const missingWords = new Set(["", "na", "n/a", "#n/a", "nan", "null", "none", "?"]);
const whole = /^[+-]?\d+(?:[.,]0*)?$/;
const numeric = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?$/;

/** A column is numeric when at least this part of its values are numbers, as the training framework has it. */
const NUMERIC_SHARE = 0.95;

/** Different values are counted up to here; beyond it the exact number tells a person nothing. */
const UNIQUE_LIMIT = 10_000;

/**
 * What a CSV file holds, column by column, as the training framework will see it.
 * @throws Error whose message names what is wrong with the file: empty, no rows, a ragged line, repeated column names.
 */
export function inspectCsv(text: string): CsvInspection {
  const rows = readRows(text, findDelimiter(text));
  const first = rows.next();
  const header: string[] = first.done ? [] : first.value;
  if (header.length === 0) throw new Error("The file is empty. It needs a line of column names and at least one row.");
  const names = header.map((name, index) => name.trim() || `column ${index + 1}`);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`The column “${repeated}” occurs twice. Give each column its own name.`);

  const tallies = names.map(() => ({ missing: 0, numbers: 0, wholes: 0, values: new Set<string>() }));
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (row.length !== names.length) {
      throw new Error(`Row ${count} has ${row.length} cells, the header has ${names.length}. Mend that line.`);
    }
    row.forEach((cell, index) => {
      const tally = tallies[index];
      if (!tally) return;
      const value = cell.trim();
      if (missingWords.has(value.toLowerCase())) tally.missing += 1;
      else {
        if (numeric.test(value)) tally.numbers += 1;
        if (whole.test(value)) tally.wholes += 1;
        if (tally.values.size < UNIQUE_LIMIT) tally.values.add(value);
      }
    });
  }
  if (count === 0) throw new Error("The file has column names but no rows.");

  const columns = names.map((name, index): CsvColumn => {
    const { missing, numbers, wholes, values } = tallies[index] ?? {
      missing: 0,
      numbers: 0,
      wholes: 0,
      values: new Set<string>(),
    };
    const present = count - missing;
    const type = present > 0 && numbers >= NUMERIC_SHARE * present ? "number" : "category";
    const [example = ""] = values;
    return { name, type, missing, unique: values.size, whole: wholes === numbers, example };
  });
  return { columns, rows: count };
}

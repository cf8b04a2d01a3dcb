import { isMissing, numberOf } from "./cells.ts";
import { firstLineIsData } from "./firstLineIsData.ts";
import { findDelimiter, quotesEnclose, readRows } from "./readRows.ts";

type CsvColumn = {
  name: string;
  /** Numbers, texts that come again, or sentences of which nearly each row has another. */
  type: "number" | "category" | "text";
  missing: number;
  unique: number;
  /** Of a number column: whether all its numbers are whole. */
  whole: boolean;
  example: string;
};

export type CsvInspection = {
  columns: CsvColumn[];
  rows: number;
  /** The file has no line of names: the columns are called by their place. */
  unnamed: boolean;
};

/** A column is numeric when at least this part of its values are numbers; as this and what follows the frameworks have it. */
const NUMERIC_SHARE = 0.95;

/** Free text: more different values than this, in more than this part of the rows, of this many words on average. */
const MANY_VALUES = 30;
const UNIQUE_SHARE = 0.5;
const TEXT_WORDS = 3;

/** Rows that tell whether the first line is one of them. */
const SAMPLE_ROWS = 200;

/** Different values are counted up to here; beyond it the exact number tells a person nothing. */
const UNIQUE_LIMIT = 10_000;

type Tally = { missing: number; numbers: number; wholes: number; values: Set<string> };

/**
 * What a CSV file holds, column by column, as the training framework will see it.
 * @throws Error whose message names what is wrong with the file: empty, no rows, a ragged line, repeated column names.
 */
export function inspectCsv(text: string): CsvInspection {
  const delimiter = findDelimiter(text);
  const decimalComma = delimiter !== ",";
  const rows = readRows(text, delimiter, quotesEnclose(text, delimiter));
  const first = rows.next();
  if (first.done) throw new Error("The file is empty. It needs a line of column names and at least one row.");
  const { sample, broken } = take(rows, SAMPLE_ROWS);
  const unnamed = firstLineIsData(first.value, sample, decimalComma);
  const names = unnamed ? first.value.map((_, index) => `column ${index + 1}`) : namesOf(first.value);

  const tallies = names.map((): Tally => ({ missing: 0, numbers: 0, wholes: 0, values: new Set() }));
  let count = 0;
  const add = (row: readonly string[]) => {
    count += 1;
    if (row.length !== names.length) {
      throw new Error(`Row ${count} has ${row.length} cells, the header has ${names.length}. Mend that line.`);
    }
    for (const [index, tally] of tallies.entries()) addCell(tally, row[index]?.trim() ?? "", decimalComma);
  };
  if (unnamed) add(first.value);
  for (const row of sample) add(row);
  if (broken) throw broken;
  for (const row of rows) add(row);
  if (count === 0) throw new Error("The file has column names but no rows.");
  return { columns: names.map((name, index) => columnOf(name, tallies[index], count)), rows: count, unnamed };
}

/** The next rows, and what goes wrong among them, which is kept until they were counted. */
function take(rows: Generator<string[]>, most: number): { sample: string[][]; broken?: Error } {
  const sample: string[][] = [];
  try {
    while (sample.length < most) {
      const next = rows.next();
      if (next.done) break;
      sample.push(next.value);
    }
    return { sample };
  } catch (error) {
    return { sample, broken: error instanceof Error ? error : new Error(String(error)) };
  }
}

function namesOf(header: readonly string[]): string[] {
  const names = header.map((name, index) => name.trim() || `column ${index + 1}`);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`The column “${repeated}” occurs twice. Give each column its own name.`);
  return names;
}

function addCell(tally: Tally, value: string, decimalComma: boolean): void {
  if (isMissing(value)) {
    tally.missing += 1;
    return;
  }
  const number = numberOf(value, decimalComma);
  if (!Number.isNaN(number)) tally.numbers += 1;
  if (Number.isInteger(number)) tally.wholes += 1;
  if (tally.values.size < UNIQUE_LIMIT) tally.values.add(value);
}

function columnOf(name: string, tally: Tally | undefined, rows: number): CsvColumn {
  const { missing, numbers, wholes, values } = tally ?? {
    missing: rows,
    numbers: 0,
    wholes: 0,
    values: new Set<string>(),
  };
  const present = rows - missing;
  const isNumber = present > 0 && numbers >= NUMERIC_SHARE * present;
  const [example = ""] = values;
  return {
    name,
    type: isNumber ? "number" : isText(values, present) ? "text" : "category",
    missing,
    unique: values.size,
    whole: wholes === numbers,
    example,
  };
}

function isText(values: ReadonlySet<string>, present: number): boolean {
  const { size } = values;
  // Of a long file only so many values are kept.
  if (size <= MANY_VALUES || (size < UNIQUE_LIMIT && size <= UNIQUE_SHARE * present)) return false;
  let words = 0;
  for (const value of values) words += value.split(/\s+/).length;
  return words >= TEXT_WORDS * size;
}

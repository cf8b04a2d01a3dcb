import { problem } from "../errors.ts";
import { findDialect } from "./dialect.ts";
import { checkWidth, columnNames, looksLikeData, placeNames } from "./header.ts";
import { readRecords } from "./records.ts";
import { DEFAULT_MAX_BYTES, readText } from "./source.ts";

/** The columns' names, and whether numbers may carry a decimal comma. */
export interface Header {
  readonly names: readonly string[];
  readonly decimalComma: boolean;
  /** A sentence for the user where the columns are named by their place. */
  readonly note?: string;
}

export interface CsvOptions {
  /** Larger files are refused. */
  readonly maxBytes?: number | undefined;
  /** Whether the first line names the columns; "auto" looks whether it is like the lines below. Default "auto". */
  readonly header?: "auto" | "yes" | "no" | undefined;
}

/** Rows that the first line is compared with. */
const SAMPLE_ROWS = 200;

/** A CSV file, opened: read either its rows or its batches, once. It is closed when they have been read, and when a loop over them ends. */
export interface CsvFile {
  readonly header: Header;
  /** One array of cells per line, each as long as the header. A long cell shares the memory of the text around it: see `ownText`. */
  readonly rows: AsyncGenerator<string[]>;
  /** The same, many at a time, which is faster. */
  readonly batches: AsyncGenerator<string[][]>;
  /** For who does not read them. */
  close(): Promise<void>;
}

/**
 * Reads a CSV file piece by piece (RFC 4180; comma, semicolon, tab or bar, found from the first lines).
 * Resolves once the header is known.
 * @throws BlacktailError DATA_EMPTY, DATA_NO_HEADER, DATA_DUPLICATE_COLUMN, DATA_RAGGED, DATA_QUOTES, DATA_TOO_WIDE and those of
 *   `readText`; those that concern a line name it.
 */
export async function openCsv(
  path: string,
  { maxBytes = DEFAULT_MAX_BYTES, header = "auto" }: CsvOptions = {},
): Promise<CsvFile> {
  const text = readText(path, maxBytes);
  try {
    return await open(text, path, header);
  } catch (error) {
    await text.return(undefined);
    throw error;
  }
}

async function open(
  text: AsyncGenerator<string>,
  path: string,
  header: NonNullable<CsvOptions["header"]>,
): Promise<CsvFile> {
  const first = await text.next();
  const start = first.done ? "" : first.value;
  const dialect = findDialect(start);
  const whole = async function* () {
    yield start;
    yield* text;
  };
  const records = readRecords(whole(), dialect, path);
  const { rows: ahead, error } = await firstRows(records, header === "auto" ? SAMPLE_ROWS + 1 : 1);
  const [cells] = ahead;
  if (cells === undefined) {
    if (error !== undefined) throw error;
    throw problem(
      "DATA_EMPTY",
      `The file ${path} holds only blank lines.`,
      "Give a CSV file with a header line and rows.",
    );
  }
  const columns = cells.length;
  checkWidth(columns, path);
  const decimalComma = dialect.delimiter !== ",";
  const below = ahead.slice(1, SAMPLE_ROWS + 1);
  const unnamed = header === "no" || (header === "auto" && looksLikeData(cells, below, decimalComma));
  const names = unnamed ? placeNames(columns) : columnNames(cells, path);
  const note = `The first line of the file is like those below it, so it counts as data and the columns are named "column 1" to "column ${columns}".`;
  const close = async () => void (await text.return(undefined));
  const batches = async function* () {
    const rows = unnamed ? ahead : ahead.slice(1);
    try {
      if (rows.length > 0) yield rows;
      if (error !== undefined) throw error;
      yield* records;
    } finally {
      await close();
    }
  };
  const all = batches();
  return {
    header: { names, decimalComma, ...(unnamed && header === "auto" ? { note } : {}) },
    batches: all,
    rows: rowsOf(all),
    close,
  };
}

async function* rowsOf(batches: AsyncIterable<string[][]>): AsyncGenerator<string[]> {
  for await (const batch of batches) yield* batch;
}

/** Some rows ahead of their turn, so many at least; what goes wrong among them is kept until then. */
async function firstRows(
  records: AsyncGenerator<string[][]>,
  wanted: number,
): Promise<{ rows: string[][]; error?: unknown }> {
  const rows: string[][] = [];
  try {
    while (rows.length < wanted) {
      const next = await records.next();
      if (next.done) break;
      for (const row of next.value) rows.push(row);
    }
    return { rows };
  } catch (error) {
    return { rows, error };
  }
}

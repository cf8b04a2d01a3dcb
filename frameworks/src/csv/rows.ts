import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { problem } from "../errors.ts";
import { csvProblem, MAX_RECORD_CHARACTERS } from "./csvProblem.ts";
import { findDialect } from "./dialect.ts";
import { checkWidth, columnNames, looksLikeData, placeNames } from "./header.ts";
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

/**
 * Reads a CSV file row by row (RFC 4180; comma, semicolon, tab or bar, found from the first line).
 * Resolves once the header is known; `rows` then yields one array of cells per line, each as long as the header.
 * @throws BlacktailError DATA_EMPTY, DATA_NO_HEADER, DATA_DUPLICATE_COLUMN, DATA_RAGGED, DATA_QUOTES, DATA_TOO_WIDE and those of
 *   `readText`; those that concern a line name it.
 */
export async function openCsv(
  path: string,
  { maxBytes = DEFAULT_MAX_BYTES, header = "auto" }: CsvOptions = {},
): Promise<{ header: Header; rows: AsyncGenerator<string[]> }> {
  const text = readText(path, maxBytes);
  const first = await text.next();
  const start = first.done ? "" : first.value;
  const { delimiter, quotes } = findDialect(start);
  const parser = parse({
    delimiter,
    quote: quotes ? '"' : null,
    // Named, since files exist whose header ends differently from their rows.
    record_delimiter: ["\r\n", "\n", "\r"],
    bom: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_CHARACTERS,
  });
  const whole = async function* () {
    yield start;
    yield* text;
  };
  // Errors of either stream reach the reader of the parser, below.
  pipeline(Readable.from(whole()), parser, () => undefined);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<string[]>;
  let columns = 0;
  const next = async (): Promise<string[] | undefined> => {
    try {
      const record = await records.next();
      return record.done ? undefined : record.value;
    } catch (error) {
      throw csvProblem(error, path, columns);
    }
  };
  const cells = await next();
  if (cells === undefined) {
    throw problem(
      "DATA_EMPTY",
      `The file ${path} holds only blank lines.`,
      "Give a CSV file with a header line and rows.",
    );
  }
  columns = cells.length;
  checkWidth(columns, path);
  const decimalComma = delimiter !== ",";
  const sample = header === "auto" ? await firstRows(next) : { rows: [] };
  const unnamed = header === "no" || (header === "auto" && looksLikeData(cells, sample.rows, decimalComma));
  const names = unnamed ? placeNames(columns) : columnNames(cells, path);
  const note = `The first line of the file is like those below it, so it counts as data and the columns are named "column 1" to "column ${columns}".`;
  const rows = async function* () {
    try {
      if (unnamed) yield cells;
      yield* sample.rows;
      if ("error" in sample) throw sample.error;
      for (let row = await next(); row !== undefined; row = await next()) yield row;
    } finally {
      parser.destroy();
    }
  };
  return { header: { names, decimalComma, ...(unnamed && header === "auto" ? { note } : {}) }, rows: rows() };
}

/** Some rows ahead of their turn; what goes wrong among them is kept until then. */
async function firstRows(
  next: () => Promise<string[] | undefined>,
): Promise<{ rows: string[][] } | { rows: string[][]; error: unknown }> {
  const rows: string[][] = [];
  try {
    for (let row = await next(); row !== undefined; row = await next()) {
      rows.push(row);
      if (rows.length === SAMPLE_ROWS) break;
    }
    return { rows };
  } catch (error) {
    return { rows, error };
  }
}

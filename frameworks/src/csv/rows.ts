import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { listNames, problem } from "../errors.ts";
import { DEFAULT_MAX_BYTES, readText } from "./source.ts";

/** The columns' names, and whether numbers may carry a decimal comma. */
export interface Header {
  readonly names: readonly string[];
  readonly decimalComma: boolean;
}

const MAX_RECORD_CHARACTERS = 1 << 20;
const MAX_COLUMNS = 4_096;
const MAX_NAME = 128;
const DELIMITERS = [",", ";", "\t", "|"];

/**
 * Reads a CSV file row by row (RFC 4180; comma, semicolon, tab or bar, found from the first line).
 * Resolves once the header is read; `rows` then yields one array of cells per line, each as long as the header.
 * @throws BlacktailError DATA_NO_HEADER, DATA_DUPLICATE_COLUMN, DATA_RAGGED, DATA_QUOTES, DATA_TOO_WIDE and those of `readText`;
 *   those that concern a line name it.
 */
export async function openCsv(
  path: string,
  { maxBytes = DEFAULT_MAX_BYTES }: { maxBytes?: number | undefined } = {},
): Promise<{ header: Header; rows: AsyncGenerator<string[]> }> {
  const text = readText(path, maxBytes);
  const first = await text.next();
  const start = first.done ? "" : first.value;
  const delimiter = findDelimiter(start);
  const parser = parse({
    delimiter,
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
      throw explain(error, path, columns);
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
  const names = columnNames(cells, path);
  columns = names.length;
  const rows = async function* () {
    try {
      for (let row = await next(); row !== undefined; row = await next()) yield row;
    } finally {
      parser.destroy();
    }
  };
  return { header: { names, decimalComma: delimiter !== "," }, rows: rows() };
}

function findDelimiter(text: string): string {
  const line = (text.split(/\r?\n/, 1)[0] ?? "").replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length - 1);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function columnNames(cells: readonly string[], path: string): string[] {
  if (cells.length > MAX_COLUMNS) {
    throw problem(
      "DATA_TOO_WIDE",
      `The file ${path} has ${cells.length} columns; the limit is ${MAX_COLUMNS}.`,
      "Leave columns out.",
    );
  }
  const names = cells.map((cell, index) => cell.trim() || `column ${index + 1}`);
  const long = names.find((name) => name.length > MAX_NAME);
  if (long !== undefined) {
    throw problem(
      "DATA_NO_HEADER",
      `The first line of ${path} has a column name of ${long.length} characters ("${long.slice(0, 40)}…"); the limit is ${MAX_NAME}.`,
      "Begin the file with a line of short column names.",
    );
  }
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated.length > 0) {
    throw problem(
      "DATA_DUPLICATE_COLUMN",
      `The header of ${path} names ${listNames([...new Set(repeated)])} more than once.`,
      "Give each column its own name.",
    );
  }
  return names;
}

function explain(error: unknown, path: string, columns: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const line = typeof error.lines === "number" ? error.lines : "?";
  switch (error.code) {
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH": {
      const found = Array.isArray(error.record) ? error.record.length : "another number of";
      return problem(
        "DATA_RAGGED",
        `Line ${line} of ${path} has ${found} cells; the header has ${columns}.`,
        "Mend that line: as many cells as the header has, texts with a delimiter in double quotes.",
        error,
      );
    }
    case "CSV_QUOTE_NOT_CLOSED":
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return problem(
        "DATA_QUOTES",
        `Line ${line} of ${path} has a double quote that is not paired.`,
        'Put the whole cell in double quotes and write a quote inside it as "".',
        error,
      );
    case "CSV_MAX_RECORD_SIZE":
      return problem(
        "DATA_QUOTES",
        `Line ${line} of ${path} is longer than ${MAX_RECORD_CHARACTERS} characters.`,
        "Check for a quote that is never closed, or for a file that is not CSV.",
        error,
      );
    default:
      return problem(
        "DATA_RAGGED",
        `Line ${line} of ${path} cannot be read as CSV: ${error.message}.`,
        "Mend that line.",
        error,
      );
  }
}

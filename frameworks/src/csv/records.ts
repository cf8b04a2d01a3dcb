import { CsvError, type Info, type Options, parse } from "csv-parse/sync";
import { csvProblem, longLine, MAX_RECORD_CHARACTERS, raggedLine } from "./csvProblem.ts";
import type { Dialect } from "./dialect.ts";
import { endOfRecords } from "./endOfRecords.ts";

const LINE_END = /\r\n|\n|\r/g;

/**
 * Divides a CSV file's text into records, piece by piece: those of a piece without quotes by the engine's own `split`, several times
 * faster than any parser; those of others by csv-parse. Blank lines do not count.
 * @returns records of as many cells as the first, some at a time.
 * @throws BlacktailError DATA_RAGGED, DATA_QUOTES, naming the line; the records before it have been given by then.
 */
export async function* readRecords(
  text: AsyncIterable<string>,
  dialect: Dialect,
  path: string,
): AsyncGenerator<string[][]> {
  const reader = new RecordReader(dialect, path);
  let rest = "";
  for await (const chunk of text) {
    const all = rest + chunk;
    const end = endOfRecords(all, dialect.quotes);
    rest = all.slice(end);
    yield* reader.take(all.slice(0, end));
    // A record without an end would be looked through again with every chunk.
    if (rest.length <= MAX_RECORD_CHARACTERS) continue;
    yield* reader.take(rest);
    throw longLine(path, reader.lines + 1);
  }
  yield* reader.take(rest);
}

class RecordReader {
  /** Lines taken so far. */
  lines = 0;
  readonly #dialect: Dialect;
  readonly #path: string;
  /** Cells of the first record. */
  #columns = 0;

  constructor(dialect: Dialect, path: string) {
    this.#dialect = dialect;
    this.#path = path;
  }

  /** The records of a piece of whole ones; those before one that is wrong come first, then its error. */
  *take(piece: string): Generator<string[][]> {
    const records: string[][] = [];
    try {
      const quoted = this.#dialect.quotes && piece.includes('"');
      this.lines += quoted ? this.#takeQuoted(piece, records) : this.#takePlain(piece, records);
    } catch (error) {
      if (records.length > 0) yield records;
      throw error;
    }
    if (records.length > 0) yield records;
  }

  /** @returns how many lines the piece has. */
  #takePlain(piece: string, records: string[][]): number {
    const unified = piece.includes("\r") ? piece.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : piece;
    const lines = unified.split("\n");
    for (const [index, line] of lines.entries()) {
      if (line === "") continue;
      if (line.length > MAX_RECORD_CHARACTERS) throw longLine(this.#path, this.lines + index + 1);
      const record = line.split(this.#dialect.delimiter);
      if (this.#fits(record)) records.push(record);
      else throw raggedLine(this.#path, this.lines + index + 1, record.length, this.#columns);
    }
    return lines.length - 1;
  }

  #takeQuoted(piece: string, records: string[][]): number {
    const { rows, error } = this.#parse<string[]>(piece);
    for (const [index, record] of rows.entries()) {
      if (this.#fits(record)) records.push(record);
      else throw raggedLine(this.#path, this.#lineOf(piece, index), record.length, this.#columns);
    }
    if (error !== undefined) throw csvProblem(error, this.#path, this.lines);
    return piece.match(LINE_END)?.length ?? 0;
  }

  #fits({ length }: readonly string[]): boolean {
    if (this.#columns === 0) this.#columns = length;
    return length === this.#columns;
  }

  /** Asked for one that is wrong only, as it takes a second look. */
  #lineOf(piece: string, index: number): number {
    const { rows } = this.#parse<{ info: Info }>(piece, { info: true });
    return this.lines + (rows[index]?.info.lines ?? 1);
  }

  /** @returns the records up to the first that cannot be read, and what is wrong with it. */
  #parse<Row>(piece: string, more: Options = {}): { rows: readonly Row[]; error?: CsvError } {
    const options = {
      delimiter: this.#dialect.delimiter,
      // Named, since files exist whose header ends differently from their rows.
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      ...more,
    } as OptionsWithRows<Row>;
    try {
      return { rows: parse<Row>(piece, options) };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      return { rows: rowsBefore(piece, options), error };
    }
  }
}

type OptionsWithRows<Row> = Parameters<typeof parse<Row>>[1];

/** The parser keeps what it has read to itself when it fails; a second look takes it down. */
function rowsBefore<Row>(piece: string, options: OptionsWithRows<Row>): Row[] {
  const rows: Row[] = [];
  const take = (row: unknown) => {
    rows.push(row as Row);
    return null;
  };
  try {
    parse<Row>(piece, { ...options, on_record: take } as OptionsWithRows<Row>);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
  return rows;
}

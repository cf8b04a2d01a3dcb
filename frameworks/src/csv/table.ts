import { cleanCell, parseNumber } from "./cell.ts";
import { type CsvOptions, type Header, openCsv } from "./rows.ts";

/** One column, coded: row r holds the text `values[codes[r]]`; the empty text stands for a missing value. */
export interface Column {
  readonly name: string;
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** A CSV file in memory. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly decimalComma: boolean;
  /** A sentence for the user where the columns are named by their place. */
  readonly note?: string;
}

/** Reads a whole CSV file. @throws BlacktailError as `openCsv`. */
export async function readTable(path: string, options: CsvOptions = {}): Promise<Table> {
  const { header, rows } = await openCsv(path, options);
  const builders = header.names.map((name) => new ColumnBuilder(name));
  let count = 0;
  for await (const row of rows) {
    for (let index = 0; index < builders.length; index++) builders[index]?.push(row[index] ?? "");
    count++;
  }
  const { decimalComma, note } = header;
  const columns = builders.map((builder) => builder.finish());
  return { columns, rows: count, decimalComma, ...(note === undefined ? {} : { note }) };
}

/** A table's column as numbers, NaN where it is missing or no number. */
export function numbersOf(column: Column, { decimalComma }: Pick<Header, "decimalComma">): Float64Array {
  const parsed = column.values.map((value) => parseNumber(value, decimalComma));
  return Float64Array.from(column.codes, (code) => parsed[code] ?? Number.NaN);
}

class ColumnBuilder {
  readonly #name: string;
  readonly #values: string[] = [];
  readonly #codeOf = new Map<string, number>();
  #codes = new Int32Array(1_024);
  #length = 0;

  constructor(name: string) {
    this.#name = name;
  }

  push(cell: string): void {
    const value = cleanCell(cell);
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      code = this.#values.length;
      this.#codeOf.set(value, code);
      this.#values.push(value);
    }
    if (this.#length === this.#codes.length) {
      const grown = new Int32Array(this.#length * 2);
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#codes[this.#length++] = code;
  }

  finish(): Column {
    return { name: this.#name, codes: this.#codes.slice(0, this.#length), values: this.#values };
  }
}

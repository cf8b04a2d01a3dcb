import { parseFinite } from "./cell.ts";
import { ColumnBuilder } from "./columnBuilder.ts";
import { type CsvOptions, type Header, openCsv } from "./rows.ts";

/** One column, coded: row r holds the text `values[codes[r]]`; the empty text stands for a missing value. */
export interface Column {
  readonly name: string;
  readonly codes: Int32Array;
  readonly values: readonly string[];
  /** Cells that say "NaN", which is a missing value; told where there are any. */
  readonly nans?: number;
}

/** A CSV file in memory. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly decimalComma: boolean;
  /** A sentence for the user where the columns are named by their place. */
  readonly note?: string;
  /** Of a sample: the numbers of its rows in the file. */
  readonly rowNumbers?: Int32Array;
}

/** Reads a whole CSV file. @throws BlacktailError as `openCsv`. */
export async function readTable(path: string, options: CsvOptions = {}): Promise<Table> {
  const { header, batches } = await openCsv(path, options);
  const builders = header.names.map((name) => new ColumnBuilder(name));
  let count = 0;
  for await (const rows of batches) {
    builders.forEach((builder, index) => {
      for (const row of rows) builder.push(row[index] as string);
    });
    count += rows.length;
  }
  const { decimalComma, note } = header;
  const columns = builders.map((builder) => builder.finish());
  return { columns, rows: count, decimalComma, ...(note === undefined ? {} : { note }) };
}

/** A table's column as numbers, NaN where it is missing, no number, or infinite in float32. */
export function numbersOf({ codes, values }: Column, { decimalComma }: Pick<Header, "decimalComma">): Float64Array {
  const parsed = new Float64Array(values.length);
  for (let code = 0; code < values.length; code++) parsed[code] = parseFinite(values[code] as string, decimalComma);
  const numbers = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) numbers[row] = parsed[codes[row] as number] as number;
  return numbers;
}

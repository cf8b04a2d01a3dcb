import { cleanCell } from "../csv/cell.ts";
import { ColumnBuilder } from "../csv/columnBuilder.ts";
import { type CsvOptions, openCsv } from "../csv/rows.ts";
import { MAX_STREAMED_BYTES } from "../csv/source.ts";
import type { Table } from "../csv/table.ts";
import { createRandom } from "../random.ts";
import { KeptRows } from "./keptRows.ts";
import { requireTarget } from "./target.ts";
import { TargetReader, type TargetValues } from "./targetReader.ts";

/** A file that is larger is read twice and never held whole. Cells (rows × columns), and characters in them. */
const MAX_CELLS = 5_000_000;
const MAX_CHARACTERS = 64_000_000;
const CHUNK_ROWS = 8_192;

export interface TableFileOptions {
  readonly header?: CsvOptions["header"];
  /** A column that is kept of every row. */
  readonly target?: string | undefined;
  /** Cells held in memory at most. */
  readonly maxCells?: number | undefined;
  /** Characters in them at most. */
  readonly maxCharacters?: number | undefined;
  readonly seed: number;
}

/** A table in a file: whole in memory, or as a sample of its rows. */
export interface TableFile {
  /** All rows; of a large file some of them, chosen at random, in their order. */
  readonly table: Table;
  readonly whole: boolean;
  /** Rows of the file. */
  readonly rows: number;
  /** Of a large file: the target's cells, all rows. */
  readonly target?: TargetValues;
  /** The whole table, part by part; of a large file only the columns named. */
  parts(columns: readonly string[]): AsyncIterable<Table>;
}

/**
 * Reads a table; of one with more cells or text than fit in memory only a random sample of rows and the target, while `parts` reads the file again.
 * @throws BlacktailError as `openCsv`; TARGET_UNKNOWN, before the rows are read
 */
export async function openTableFile(path: string, options: TableFileOptions): Promise<TableFile> {
  const { header: mode, maxCells = MAX_CELLS, maxCharacters = MAX_CHARACTERS, seed } = options;
  const { header, batches, close } = await openCsv(path, { header: mode, maxBytes: MAX_STREAMED_BYTES });
  const { names, decimalComma, note } = header;
  try {
    if (options.target !== undefined) requireTarget(names, options.target);
  } catch (error) {
    await close();
    throw error;
  }
  const limit = Math.max(1, Math.floor(maxCells / names.length));
  const kept = new KeptRows(limit, maxCharacters, createRandom(seed, 11));
  const target = new TargetReader(names.indexOf(options.target ?? ""), decimalComma);
  for await (const rows of batches) {
    for (const row of rows) {
      target.push(row);
      kept.push(row);
    }
  }
  const { whole, count } = kept;
  const { rows: ordered, numbers: rowNumbers } = kept.finish();
  const shared = { decimalComma, ...(note === undefined ? {} : { note }) };
  const table = { ...tableOf(names, ordered), ...shared, ...(whole ? {} : { rowNumbers }) };
  if (whole) return { table, whole, rows: count, parts: () => once(table) };
  return {
    table,
    whole,
    rows: count,
    ...(target.found ? { target: target.finish() } : {}),
    parts: (columns) => readParts(path, { header: mode ?? "auto", columns, shared }),
  };
}

async function* once(table: Table): AsyncGenerator<Table> {
  yield table;
}

async function* readParts(
  path: string,
  {
    header,
    columns,
    shared,
  }: { header: CsvOptions["header"]; columns: readonly string[]; shared: Pick<Table, "decimalComma"> },
): AsyncGenerator<Table> {
  const file = await openCsv(path, { header, maxBytes: MAX_STREAMED_BYTES });
  const places = columns.map((name) => file.header.names.indexOf(name));
  let part: string[][] = [];
  for await (const rows of file.batches) {
    for (const row of rows) part.push(row);
    if (part.length < CHUNK_ROWS) continue;
    yield { ...partOf(columns, places, part), ...shared };
    part = [];
  }
  if (part.length > 0) yield { ...partOf(columns, places, part), ...shared };
}

/** Some columns of some rows, each cell a value of its own: to be read once, they need not be compared. */
function partOf(
  names: readonly string[],
  places: readonly number[],
  rows: readonly (readonly string[])[],
): Pick<Table, "columns" | "rows"> {
  const codes = Int32Array.from(rows.keys());
  const columns = names.map((name, index) => {
    const place = places[index] ?? -1;
    return { name, codes, values: rows.map((row) => cleanCell(row[place] ?? "")) };
  });
  return { columns, rows: rows.length };
}

function tableOf(names: readonly string[], rows: readonly (readonly string[])[]): Pick<Table, "columns" | "rows"> {
  const columns = names.map((name, index) => {
    const builder = new ColumnBuilder(name);
    for (const row of rows) builder.push(row[index] ?? "");
    return builder.finish();
  });
  return { columns, rows: rows.length };
}

import { cleanCell, ownText } from "../csv/cell.ts";
import { ColumnBuilder } from "../csv/columnBuilder.ts";
import { type CsvOptions, openCsv } from "../csv/rows.ts";
import type { Table } from "../csv/table.ts";
import { createRandom, type Random } from "../random.ts";
import { requireTarget } from "./target.ts";
import { TargetReader, type TargetValues } from "./targetReader.ts";

/** A file that is larger is read twice and never held whole. Cells (rows × columns). */
const MAX_CELLS = 5_000_000;
/** A training file may have so many bytes. */
const MAX_BYTES = 8 * 1024 ** 3;
/** The sample of a larger file is this part of what would fit: enough to know columns by, and soon looked through. */
const SAMPLE_PART = 0.2;
const CHUNK_ROWS = 8_192;

export interface TableFileOptions {
  readonly header?: CsvOptions["header"];
  /** A column that is kept of every row. */
  readonly target?: string | undefined;
  /** Cells held in memory at most. */
  readonly maxCells?: number | undefined;
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
 * Reads a table; of one with more cells than fit in memory only a random sample of rows (Vitter, "Random sampling with a reservoir",
 * 1985) and the target, while `parts` reads the file again.
 * @throws BlacktailError as `openCsv`; TARGET_UNKNOWN, before the rows are read
 */
export async function openTableFile(path: string, options: TableFileOptions): Promise<TableFile> {
  const { header: mode, maxCells = MAX_CELLS, seed } = options;
  const { header, batches } = await openCsv(path, { header: mode, maxBytes: MAX_BYTES });
  const { names, decimalComma, note } = header;
  if (options.target !== undefined) requireTarget(names, options.target);
  const limit = Math.max(1, Math.floor(maxCells / names.length));
  const size = Math.ceil(limit * SAMPLE_PART);
  const kept: string[][] = [];
  const numbers: number[] = [];
  const target = new TargetReader(names.indexOf(options.target ?? ""), decimalComma);
  const random = createRandom(seed, 11);
  let count = 0;
  for await (const rows of batches) {
    for (const row of rows) {
      target.push(row);
      if (count < limit) {
        kept.push(row);
        numbers.push(count);
      } else {
        if (count === limit) keepSome(kept, numbers, size, random);
        const place = random.below(count + 1);
        if (place < size) {
          kept[place] = row.map(ownText);
          numbers[place] = count;
        }
      }
      count++;
    }
  }
  const whole = count <= limit;
  const rowNumbers = Int32Array.from(numbers).sort();
  const order = whole
    ? numbers.keys()
    : Array.from(numbers.keys()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const ordered = Array.from(order, (place) => kept[place] ?? []);
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

/** Leaves `size` rows at random. */
function keepSome(rows: string[][], numbers: number[], size: number, random: Random): void {
  const chosen = random.shuffle(Int32Array.from(rows.keys())).slice(0, size).sort();
  chosen.forEach((from, to) => {
    rows[to] = (rows[from] ?? []).map(ownText);
    numbers[to] = numbers[from] ?? 0;
  });
  rows.length = chosen.length;
  numbers.length = chosen.length;
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
  const file = await openCsv(path, { header, maxBytes: MAX_BYTES });
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

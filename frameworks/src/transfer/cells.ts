import type { Table } from "../csv/table.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { rawValues } from "../tables/encoders.ts";
import type { Feeds } from "./examples.ts";
import type { ParentColumn } from "./parent.ts";

/** A column of some rows, as the parent's input takes it. */
export type Cells = Float32Array | string[];

/** A file's rows in their order: parts of its table, and which rows of each count. */
export type Parts = () => AsyncGenerator<{ readonly table: Table; readonly rows: Int32Array }>;

/**
 * Cells of the parent's columns, so many rows at a time.
 * @param files one after the other
 * @param rows positions among all rows of the files, in rising order
 */
export async function* cellsOf(
  files: readonly Parts[],
  columns: readonly ParentColumn[],
  rows: Int32Array,
  size: number,
): AsyncGenerator<{ readonly rows: Int32Array; readonly cells: Cells[] }> {
  let chunk: Cells[][] = [];
  let [first, next, passed] = [0, 0, 0];
  for (const parts of files) {
    for await (const { table, rows: tableRows } of parts()) {
      const end = passed + tableRows.length;
      while (next < rows.length && (rows[next] as number) < end) {
        let last = next;
        while (last < Math.min(rows.length, first + size) && (rows[last] as number) < end) last++;
        const taken = rows.subarray(next, last).map((row) => tableRows[row - passed] ?? 0);
        chunk.push(columnCells(table, columns, taken));
        next = last;
        if (next - first < size) continue;
        yield { rows: rows.subarray(first, next), cells: joined(chunk) };
        chunk = [];
        first = next;
      }
      if (next === rows.length) break;
      passed = end;
    }
    if (next === rows.length) break;
  }
  if (next > first) yield { rows: rows.subarray(first, next), cells: joined(chunk) };
}

/** The parent's inputs with each column from places of its own. */
export function feedsOf(
  columns: readonly ParentColumn[],
  cells: readonly Cells[],
  placesOf: (column: number) => Int32Array,
): Feeds {
  return Object.fromEntries(
    columns.map(({ input }, index) => {
      const values = cells[index] ?? [];
      const places = placesOf(index);
      const shape = [places.length, 1];
      if (values instanceof Float32Array) {
        const numbers = Float32Array.from(places, (place) => values[place] ?? Number.NaN);
        return [input, new Tensor("float32", numbers, shape)];
      }
      const texts = Array.from(places, (place) => values[place] ?? "");
      return [input, new Tensor("string", texts, shape)];
    }),
  );
}

function columnCells(table: Table, columns: readonly ParentColumn[], rows: Int32Array): Cells[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return columns.map((wanted) => {
    const column = byName.get(wanted.name);
    const cells = Array.from(rows, (row) => column?.values[column.codes[row] ?? 0] ?? "");
    return rawValues(wanted, cells, table.decimalComma);
  });
}

/** Several lots of rows as one, column by column. */
function joined(lots: readonly Cells[][]): Cells[] {
  const [first = []] = lots;
  if (lots.length === 1) return first;
  return first.map((cells, column) => {
    const all = lots.map((lot) => lot[column] ?? []);
    if (!(cells instanceof Float32Array)) return all.flat() as string[];
    const numbers = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
    let start = 0;
    for (const part of all as Float32Array[]) {
      numbers.set(part, start);
      start += part.length;
    }
    return numbers;
  });
}

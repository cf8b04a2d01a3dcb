import { numbersOf, type Table } from "../csv/table.ts";
import { listNames, problem } from "../errors.ts";

/**
 * The values of columns, row by row; a gap is 0.
 * @returns float32 [rows, columns]
 * @throws BlacktailError DATA_COLUMN_MISSING, IMAGES_UNSUPPORTED when a column holds texts
 */
export function pixelColumns(table: Table, names: readonly string[]): Float32Array {
  const pixels = new Float32Array(table.rows * names.length);
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  names.forEach((name, index) => {
    const column = byName.get(name);
    if (column === undefined) {
      throw problem(
        "DATA_COLUMN_MISSING",
        `The data has no column "${name}"; it has ${listNames(table.columns.map((other) => other.name))}.`,
        "Give data with the training data's columns.",
      );
    }
    const numbers = numbersOf(column, table);
    column.codes.forEach((code, row) => {
      const value = numbers[row] ?? Number.NaN;
      const text = column.values[code] ?? "";
      if (Number.isNaN(value) && text !== "") {
        throw problem(
          "IMAGES_UNSUPPORTED",
          `The column "${name}" holds the text "${text.slice(0, 40)}", which is no pixel.`,
          "Give number columns only, and leave other columns out by ignore.",
        );
      }
      // float32 ends at 3.4e38: what is beyond it is no pixel either.
      const pixel = Math.fround(value);
      pixels[row * names.length + index] = Number.isFinite(pixel) ? pixel : 0;
    });
  });
  return pixels;
}

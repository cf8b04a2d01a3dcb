import { inMemoryMatrix, type ReadyMatrix } from "./featureMatrix.ts";

/** The same matrix with some of its rows in memory, so that they are read from disk once; in rising order. */
export function heldRows(matrix: ReadyMatrix, rows: Int32Array): ReadyMatrix {
  if (matrix.whole !== undefined) return matrix;
  const held = inMemoryMatrix(matrix.read(rows), matrix.width);
  const places = new Int32Array(matrix.rows).fill(-1);
  rows.forEach((row, place) => {
    places[row] = place;
  });
  return {
    rows: matrix.rows,
    width: matrix.width,
    read(positions) {
      const known = positions.map((position) => places[position] ?? -1);
      return known.includes(-1) ? matrix.read(positions) : held.read(known);
    },
  };
}

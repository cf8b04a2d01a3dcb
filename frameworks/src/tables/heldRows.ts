import { type FeatureMatrix, inMemoryMatrix } from "./featureMatrix.ts";

/** The same matrix with some of its rows in memory, so that they are read from disk once; in rising order. */
export async function heldRows(matrix: FeatureMatrix, rows: Int32Array): Promise<FeatureMatrix> {
  if (matrix.whole !== undefined) return matrix;
  const held = inMemoryMatrix(await matrix.read(rows), matrix.width);
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

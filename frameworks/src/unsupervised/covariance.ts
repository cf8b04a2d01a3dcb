import type { PointSet } from "./pointSet.ts";

/**
 * Mean of each coordinate: float64 [width].
 * @param kept which points count, a 1 each; by default all.
 */
export async function meanPoint(points: PointSet, kept?: Uint8Array): Promise<Float64Array> {
  const { width } = points;
  const sums = new Float64Array(width);
  let count = 0;
  for await (const { values, rows, start } of points.parts()) {
    for (let row = 0; row < rows; row++) {
      if (kept !== undefined && kept[start + row] !== 1) continue;
      count++;
      for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + (values[row * width + i] as number);
    }
  }
  return sums.map((sum) => sum / count);
}

/**
 * Mean float64 [width] and covariance float64 [width, width] of points (divided by their number), in two passes.
 * @param kept which points count, a 1 each; by default all.
 */
export async function covariance(
  points: PointSet,
  kept?: Uint8Array,
): Promise<{ mean: Float64Array; matrix: Float64Array }> {
  const { width } = points;
  const mean = await meanPoint(points, kept);
  const matrix = new Float64Array(width * width);
  const centred = new Float64Array(width);
  let count = 0;
  for await (const { values, rows, start } of points.parts()) {
    for (let row = 0; row < rows; row++) {
      if (kept !== undefined && kept[start + row] !== 1) continue;
      count++;
      for (let i = 0; i < width; i++) centred[i] = (values[row * width + i] as number) - (mean[i] as number);
      for (let i = 0; i < width; i++) {
        const left = centred[i] as number;
        if (left === 0) continue;
        for (let j = 0; j <= i; j++) {
          matrix[i * width + j] = (matrix[i * width + j] as number) + left * (centred[j] as number);
        }
      }
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (matrix[i * width + j] as number) / count;
      matrix[i * width + j] = value;
      matrix[j * width + i] = value;
    }
  }
  return { mean, matrix };
}

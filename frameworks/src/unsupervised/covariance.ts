import { meanPoint, type Points } from "./points.ts";

/** Mean float64 [width] and covariance float64 [width, width] of points (divided by their number). */
export function covariance(points: Points): { mean: Float64Array; matrix: Float64Array } {
  const { values, rows, width } = points;
  const mean = meanPoint(points);
  const matrix = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) centred[i] = (values[row * width + i] as number) - (mean[i] as number);
    for (let i = 0; i < width; i++) {
      const left = centred[i] as number;
      if (left === 0) continue;
      for (let j = 0; j <= i; j++) {
        matrix[i * width + j] = (matrix[i * width + j] as number) + left * (centred[j] as number);
      }
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (matrix[i * width + j] as number) / rows;
      matrix[i * width + j] = value;
      matrix[j * width + i] = value;
    }
  }
  return { mean, matrix };
}

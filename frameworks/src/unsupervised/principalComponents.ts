import { createRandom } from "../random.ts";
import { covariance, meanPoint } from "./covariance.ts";
import { symmetricEigen } from "./eigen.ts";
import type { PointSet } from "./pointSet.ts";
import type { Points } from "./points.ts";
import { leadingDirections } from "./subspace.ts";

/** The directions along which points differ most. */
export interface Components {
  /** float64 [width] */
  readonly mean: Float64Array;
  /** float64 [count, width], of length 1 and at right angles; the largest entry of each is positive. */
  readonly directions: Float64Array;
  /** Variance along each direction, the largest first. */
  readonly variances: Float64Array;
  /** Variance along all directions together. */
  readonly total: number;
}

/** Wider points are described by random projections; up to here the whole spectrum takes a second or two. */
const EXACT_WIDTH = 800;

/**
 * Principal component analysis (Pearson 1901): exactly, by the eigenvectors of the covariance, or for wide points by randomised
 * subspace iteration, whose error is far below what float32 shows.
 * @param count directions at most; fewer where there are fewer coordinates.
 */
export async function principalComponents(points: PointSet, count: number, seed: number): Promise<Components> {
  const { rows, width } = points;
  const kept = Math.min(count, width);
  if (width > EXACT_WIDTH) {
    const mean = await meanPoint(points);
    const { directions, variances } = await leadingDirections(points, mean, kept, createRandom(seed, 11));
    return { mean, directions, variances, total: await totalVariance(points, mean) };
  }
  const { mean, matrix } = await covariance(points);
  const { values, vectors } = symmetricEigen(matrix, width);
  let total = 0;
  for (let index = 0; index < width; index++) total += matrix[index * width + index] as number;
  // With one row nothing varies; rounding may leave a variance just below 0.
  const variances = values.slice(0, kept).map((value) => (rows > 1 ? Math.max(0, value) : 0));
  return { mean, directions: vectors.slice(0, kept * width), variances, total };
}

/** Coordinates of points along the directions: float64 [rows, count]. */
export function project({ values, rows, width }: Points, { mean, directions }: Components): Float64Array {
  const count = directions.length / width;
  const result = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    for (let direction = 0; direction < count; direction++) {
      let sum = 0;
      for (let column = 0; column < width; column++) {
        sum +=
          ((values[row * width + column] as number) - (mean[column] as number)) *
          (directions[direction * width + column] as number);
      }
      result[row * count + direction] = sum;
    }
  }
  return result;
}

async function totalVariance(points: PointSet, mean: Float64Array): Promise<number> {
  let sum = 0;
  for await (const { values, width } of points.parts()) {
    for (let index = 0; index < values.length; index++) {
      sum += ((values[index] as number) - (mean[index % width] as number)) ** 2;
    }
  }
  return sum / points.rows;
}

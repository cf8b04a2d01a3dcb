import type { Random } from "../random.ts";
import { orient, symmetricEigen } from "./eigen.ts";
import type { PointSet } from "./pointSet.ts";

/** Directions beyond those asked for, and passes over the data: what makes the result accurate where the spectrum falls slowly. */
const EXTRA = 16;
const PASSES = 8;

/**
 * The leading principal directions of wide points, without their covariance: a random basis is multiplied by the covariance again
 * and again, made orthogonal each time, and the small problem that is left is solved exactly (Halko, Martinsson and Tropp,
 * arXiv 0909.4061, algorithm 4.4).
 */
export async function leadingDirections(
  points: PointSet,
  mean: Float64Array,
  count: number,
  random: Random,
): Promise<{ directions: Float64Array; variances: Float64Array }> {
  const { width } = points;
  const size = Math.min(count + EXTRA, width);
  let basis = Float64Array.from({ length: size * width }, () => random.uniform() - 0.5);
  orthogonalize(basis, size, width);
  for (let pass = 0; pass < PASSES; pass++) {
    basis = await timesCovariance(points, mean, basis, size);
    orthogonalize(basis, size, width);
  }
  const image = await timesCovariance(points, mean, basis, size);
  const small = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (dot(basis, i, image, j, width) + dot(basis, j, image, i, width)) / 2;
      small[i * size + j] = value;
      small[j * size + i] = value;
    }
  }
  const { values, vectors } = symmetricEigen(small, size);
  const directions = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      const weight = vectors[row * size + i] as number;
      for (let column = 0; column < width; column++) {
        const place = row * width + column;
        directions[place] = (directions[place] as number) + weight * (basis[i * width + column] as number);
      }
    }
    directions.set(orient(directions.subarray(row * width, (row + 1) * width)), row * width);
  }
  return { directions, variances: values.slice(0, count).map((value) => Math.max(0, value)) };
}

/** Each row of the basis times the covariance of the points: float64 [size, width]. */
async function timesCovariance(points: PointSet, mean: Float64Array, basis: Float64Array, size: number) {
  const { width } = points;
  const result = new Float64Array(size * width);
  const centred = new Float64Array(width);
  for await (const { values, rows } of points.parts()) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < width; column++) {
        centred[column] = (values[row * width + column] as number) - (mean[column] as number);
      }
      for (let i = 0; i < size; i++) {
        const weight = dot(basis, i, centred, 0, width) / points.rows;
        if (weight === 0) continue;
        for (let column = 0; column < width; column++) {
          const place = i * width + column;
          result[place] = (result[place] as number) + weight * (centred[column] as number);
        }
      }
    }
  }
  return result;
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let column = 0; column < width; column++) {
    sum += (a[i * width + column] as number) * (b[j * width + column] as number);
  }
  return sum;
}

/** Gram and Schmidt, twice, which is as good as exact. A row that depends on those before it becomes 0. */
function orthogonalize(rows: Float64Array, size: number, width: number): void {
  for (let i = 0; i < size; i++) {
    const before = Math.sqrt(dot(rows, i, rows, i, width));
    for (let turn = 0; turn < 2; turn++) {
      for (let j = 0; j < i; j++) {
        const along = dot(rows, i, rows, j, width);
        for (let column = 0; column < width; column++) {
          const place = i * width + column;
          rows[place] = (rows[place] as number) - along * (rows[j * width + column] as number);
        }
      }
    }
    const length = Math.sqrt(dot(rows, i, rows, i, width));
    const factor = length > 1e-12 * before && length > 0 ? 1 / length : 0;
    for (let column = 0; column < width; column++) {
      const place = i * width + column;
      rows[place] = (rows[place] as number) * factor;
    }
  }
}

import type { Random } from "../random.ts";
import { inverseCholesky } from "./cholesky.ts";
import { covariance } from "./covariance.ts";
import { type PointSet, pointsInMemory, samplePoints } from "./pointSet.ts";

/** The middle of a cloud of points, and what makes its covariance 1. */
export interface Cloud {
  /** float64 [width] */
  readonly mean: Float64Array;
  /** float64 [width, width], lower triangular */
  readonly whitening: Float64Array;
}

/** Of standardised data; keeps columns that depend on each other from making every row strange. */
const LEAST_VARIANCE = 1e-3;
/** The part of the rows that is taken for usual. */
const USUAL_SHARE = 0.75;
const ITERATIONS = 20;
/** Iterations over all points after those over a sample. */
const PASSES = 2;

/**
 * Mean and covariance of the usual part of the points: again and again those that lie nearest are measured anew, so that strange
 * rows do not stretch the measure that they are judged by (the C-step of FAST-MCD, Rousseeuw and Van Driessen 1999). As there, of many points
 * a sample is measured until nothing changes, and all of them twice more.
 * @returns also how many points the sample had.
 */
export async function fitCloud(points: PointSet, random: Random): Promise<Cloud & { readonly sampled: number }> {
  const sample = pointsInMemory(await samplePoints(points, random));
  const cloud = await concentrate(sample, await measure(sample), ITERATIONS);
  return {
    ...(sample.rows < points.rows ? await concentrate(points, cloud, PASSES) : cloud),
    sampled: sample.rows,
  };
}

async function concentrate(points: PointSet, start: Cloud, iterations: number): Promise<Cloud> {
  const count = Math.max(2, Math.ceil(points.rows * USUAL_SHARE));
  let cloud = start;
  let last: Uint8Array | undefined;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const kept = smallest(await mahalanobisDistances(points, cloud), count);
    if (last?.every((value, row) => value === kept[row])) break;
    last = kept;
    cloud = await measure(points, kept);
  }
  return cloud;
}

/** Marks the so many smallest values with a 1, of equal ones the first. */
function smallest(values: Float64Array, count: number): Uint8Array {
  const limit = values.slice().sort()[Math.min(count, values.length) - 1] as number;
  const marks = Uint8Array.from(values, (value) => (value < limit ? 1 : 0));
  let left = count - marks.reduce((sum, mark) => sum + mark, 0);
  for (let row = 0; row < values.length && left > 0; row++) {
    if (values[row] !== limit) continue;
    marks[row] = 1;
    left--;
  }
  return marks;
}

/** Mahalanobis distance of each point from the middle of a cloud, over the square root of the width: about 1 is usual. */
export async function mahalanobisDistances(points: PointSet, { mean, whitening }: Cloud): Promise<Float64Array> {
  const { width } = points;
  const centred = new Float64Array(width);
  const distances = new Float64Array(points.rows);
  for await (const { values, rows, start } of points.parts()) {
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < width; i++) centred[i] = (values[row * width + i] as number) - (mean[i] as number);
      let sum = 0;
      for (let i = 0; i < width; i++) {
        let entry = 0;
        for (let j = 0; j <= i; j++) entry += (whitening[i * width + j] as number) * (centred[j] as number);
        sum += entry * entry;
      }
      distances[start + row] = Math.sqrt(sum / width);
    }
  }
  return distances;
}

async function measure(points: PointSet, kept?: Uint8Array): Promise<Cloud> {
  const { width } = points;
  const { mean, matrix } = await covariance(points, kept);
  for (let i = 0; i < width; i++) matrix[i * width + i] = (matrix[i * width + i] as number) + LEAST_VARIANCE;
  const whitening = inverseCholesky(matrix, width);
  if (whitening === undefined) {
    throw new RangeError("A covariance with an extent in every direction is positive definite.");
  }
  return { mean, whitening };
}

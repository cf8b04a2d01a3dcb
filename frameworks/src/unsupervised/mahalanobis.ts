import { inverseCholesky } from "./cholesky.ts";
import { covariance } from "./covariance.ts";
import { type Points, takePoints } from "./points.ts";

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

/**
 * Mean and covariance of the usual part of the points: again and again those that lie nearest are measured anew, so that strange
 * rows do not stretch the measure that they are judged by (the C-step of FAST-MCD, Rousseeuw and Van Driessen 1999).
 */
export function fitCloud(points: Points): Cloud {
  const kept = Math.max(2, Math.ceil(points.rows * USUAL_SHARE));
  let cloud = measure(points);
  let nearest = "";
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const distances = mahalanobisDistances(points, cloud);
    const order = Array.from(distances.keys()).sort(
      (a, b) => (distances[a] as number) - (distances[b] as number) || a - b,
    );
    const rows = Int32Array.from(order.slice(0, kept)).sort();
    if (rows.join() === nearest) break;
    nearest = rows.join();
    cloud = measure(takePoints(points, rows));
  }
  return cloud;
}

/** Mahalanobis distance of each point from the middle of a cloud, over the square root of the width: about 1 is usual. */
export function mahalanobisDistances({ values, rows, width }: Points, { mean, whitening }: Cloud): Float64Array {
  const centred = new Float64Array(width);
  return Float64Array.from({ length: rows }, (_, row) => {
    for (let i = 0; i < width; i++) centred[i] = (values[row * width + i] as number) - (mean[i] as number);
    let sum = 0;
    for (let i = 0; i < width; i++) {
      let entry = 0;
      for (let j = 0; j <= i; j++) entry += (whitening[i * width + j] as number) * (centred[j] as number);
      sum += entry * entry;
    }
    return Math.sqrt(sum / width);
  });
}

function measure(points: Points): Cloud {
  const { width } = points;
  const { mean, matrix } = covariance(points);
  for (let i = 0; i < width; i++) matrix[i * width + i] = (matrix[i * width + i] as number) + LEAST_VARIANCE;
  const whitening = inverseCholesky(matrix, width);
  if (whitening === undefined) {
    throw new RangeError("A covariance with an extent in every direction is positive definite.");
  }
  return { mean, whitening };
}

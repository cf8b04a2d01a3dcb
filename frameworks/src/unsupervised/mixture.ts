import { inverseCholesky } from "./cholesky.ts";
import type { Points } from "./points.ts";

export type Covariance = "full" | "diagonal";

/** Gaussians and their shares. */
export interface Mixture {
  readonly covariance: Covariance;
  /** Share of each component: float64 [components]. */
  readonly weights: Float64Array;
  /** float64 [components, width] */
  readonly means: Float64Array;
  /** What makes each component's covariance 1: float64 [components, width, width], lower triangular, or [components, width]. */
  readonly whitening: Float64Array;
}

const LEAST_WEIGHT = 1e-12;

/** How many numbers a mixture is free to choose. */
export function freeParameters(components: number, width: number, covariance: Covariance): number {
  const shape = covariance === "full" ? (width * (width + 1)) / 2 : width;
  return components * (width + shape) + components - 1;
}

/** The logarithm of each component's weight over its normalising factor: float64 [components]. */
export function logFactors({ weights, means, whitening, covariance }: Mixture): Float64Array {
  const width = means.length / weights.length;
  return weights.map((weight, component) => {
    let sum = Math.log(weight) - (width / 2) * Math.log(2 * Math.PI);
    for (let i = 0; i < width; i++) {
      const place = covariance === "full" ? (component * width + i) * width + i : component * width + i;
      sum += Math.log(whitening[place] as number);
    }
    return sum;
  });
}

/**
 * Expectation: the probability of each component for each row, by log-sum-exp.
 * @returns float64 [rows, components], and the mean logarithm of the rows' densities (nats).
 */
export function responsibilities(
  points: Points,
  mixture: Mixture,
): { probabilities: Float64Array; meanLogDensity: number } {
  const { rows } = points;
  const components = mixture.weights.length;
  const factors = logFactors(mixture);
  const probabilities = new Float64Array(rows * components);
  const logs = new Float64Array(components);
  const centred = new Float64Array(points.width);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let component = 0; component < components; component++) {
      const log = (factors[component] as number) - squaredLength(points, row, mixture, component, centred) / 2;
      logs[component] = log;
      if (log > top) top = log;
    }
    let sum = 0;
    for (let component = 0; component < components; component++) sum += Math.exp((logs[component] as number) - top);
    const density = top + Math.log(sum);
    total += density;
    for (let component = 0; component < components; component++) {
      probabilities[row * components + component] = Math.exp((logs[component] as number) - density);
    }
  }
  return { probabilities, meanLogDensity: total / rows };
}

/** Squared Mahalanobis distance of a row from a component. */
function squaredLength(
  { values, width }: Points,
  row: number,
  { means, whitening, covariance }: Mixture,
  component: number,
  centred: Float64Array,
): number {
  for (let i = 0; i < width; i++) {
    centred[i] = (values[row * width + i] as number) - (means[component * width + i] as number);
  }
  let sum = 0;
  for (let i = 0; i < width; i++) {
    let entry = 0;
    if (covariance === "diagonal") entry = (centred[i] as number) * (whitening[component * width + i] as number);
    else {
      const start = (component * width + i) * width;
      for (let j = 0; j <= i; j++) entry += (centred[j] as number) * (whitening[start + j] as number);
    }
    sum += entry * entry;
  }
  return sum;
}

/**
 * Maximisation: the mixture that fits rows of these probabilities best.
 * @param floor [width], added to each variance, so that a component on few or equal rows keeps an extent.
 */
export function maximize(
  points: Points,
  probabilities: Float64Array,
  covariance: Covariance,
  floor: Float64Array,
): Mixture {
  const { values, rows, width } = points;
  const components = probabilities.length / rows;
  const weights = new Float64Array(components);
  const means = new Float64Array(components * width);
  const size = covariance === "full" ? width * width : width;
  const whitening = new Float64Array(components * size);
  const centred = new Float64Array(width);
  for (let component = 0; component < components; component++) {
    let count = 0;
    const mean = means.subarray(component * width, (component + 1) * width);
    for (let row = 0; row < rows; row++) {
      const share = probabilities[row * components + component] as number;
      count += share;
      for (let i = 0; i < width; i++) mean[i] = (mean[i] as number) + share * (values[row * width + i] as number);
    }
    const divisor = Math.max(count, LEAST_WEIGHT);
    for (let i = 0; i < width; i++) mean[i] = (mean[i] as number) / divisor;
    const matrix = new Float64Array(size);
    for (let row = 0; row < rows; row++) {
      const share = probabilities[row * components + component] as number;
      // Below this a row adds nothing that a sum of 1 could show.
      if (share < 1e-16) continue;
      for (let i = 0; i < width; i++) centred[i] = (values[row * width + i] as number) - (mean[i] as number);
      addSpread(matrix, centred, share, covariance);
    }
    weights[component] = Math.max(count / rows, LEAST_WEIGHT);
    whitening.set(whiten(matrix, divisor, floor, covariance), component * size);
  }
  return { covariance, weights, means, whitening };
}

function addSpread(matrix: Float64Array, centred: Float64Array, share: number, covariance: Covariance): void {
  const width = centred.length;
  for (let i = 0; i < width; i++) {
    const left = share * (centred[i] as number);
    if (covariance === "diagonal") matrix[i] = (matrix[i] as number) + left * (centred[i] as number);
    else {
      for (let j = 0; j <= i; j++) {
        matrix[i * width + j] = (matrix[i * width + j] as number) + left * (centred[j] as number);
      }
    }
  }
}

function whiten(spread: Float64Array, count: number, floor: Float64Array, covariance: Covariance): Float64Array {
  const width = floor.length;
  const scaled = spread.map((sum) => sum / count);
  if (covariance === "diagonal") return scaled.map((variance, i) => 1 / Math.sqrt(variance + (floor[i] as number)));
  for (let i = 0; i < width; i++) scaled[i * width + i] = (scaled[i * width + i] as number) + (floor[i] as number);
  const inverse = inverseCholesky(scaled, width);
  if (inverse === undefined)
    throw new RangeError("A covariance with an extent in every direction is positive definite.");
  return inverse;
}

import { inverseCholesky } from "./cholesky.ts";
import type { PointSet } from "./pointSet.ts";
import type { Points } from "./points.ts";
import type { Shares } from "./shares.ts";

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
 * The probability of each component for each row, by log-sum-exp.
 * @returns float64 [rows, components], and the logarithm of each row's density (nats), float64 [rows].
 */
export function responsibilities(
  points: Points,
  mixture: Mixture,
): { probabilities: Float64Array; logDensities: Float64Array } {
  const { rows } = points;
  const components = mixture.weights.length;
  const factors = logFactors(mixture);
  const probabilities = new Float64Array(rows * components);
  const logDensities = new Float64Array(rows);
  const logs = new Float64Array(components);
  const centred = new Float64Array(points.width);
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
    logDensities[row] = density;
    for (let component = 0; component < components; component++) {
      probabilities[row * components + component] = Math.exp((logs[component] as number) - density);
    }
  }
  return { probabilities, logDensities };
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
 * Maximisation: the mixture that fits points of these shares best, in one pass.
 * @param floor [width], added to each variance, so that a component on few or equal rows keeps an extent.
 */
export async function maximize(
  points: PointSet,
  { counts, sums, sharesOf }: Shares,
  covariance: Covariance,
  floor: Float64Array,
): Promise<Mixture> {
  const { width } = points;
  const components = counts.length;
  const divisors = counts.map((count) => Math.max(count, LEAST_WEIGHT));
  const means = sums.map((sum, place) => sum / (divisors[Math.floor(place / width)] as number));
  const size = covariance === "full" ? width * width : width;
  const spreads = Array.from(counts, () => new Float64Array(size));
  const centred = new Float64Array(width);
  for await (const part of points.parts()) {
    const shares = sharesOf(part);
    spreads.forEach((spread, component) => {
      for (let row = 0; row < part.rows; row++) {
        const share = shares[row * components + component] as number;
        // Below this a row adds nothing that a sum of 1 could show.
        if (share < 1e-16) continue;
        for (let i = 0; i < width; i++) {
          centred[i] = (part.values[row * width + i] as number) - (means[component * width + i] as number);
        }
        addSpread(spread, centred, share, covariance);
      }
    });
  }
  const whitening = new Float64Array(components * size);
  spreads.forEach((spread, component) => {
    whitening.set(whiten(spread, divisors[component] as number, floor, covariance), component * size);
  });
  return { covariance, weights: counts.map((count) => Math.max(count / points.rows, LEAST_WEIGHT)), means, whitening };
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

import type { Random } from "../random.ts";
import { kMeans } from "./kMeans.ts";
import { type Covariance, freeParameters, type Mixture, maximize, responsibilities } from "./mixture.ts";
import type { Points } from "./points.ts";

/** A fitted mixture and how well it fits. */
export interface FittedMixture {
  readonly mixture: Mixture;
  /** Mean logarithm of the points' densities (nats). */
  readonly meanLogDensity: number;
  /** Bayesian information criterion (Schwarz 1978): -2 log likelihood + free parameters × log rows; lower is better. */
  readonly bic: number;
  /** The mean log density after each iteration of the best start. */
  readonly curve: readonly number[];
}

export interface MixtureOptions {
  readonly components: number;
  readonly covariance: Covariance;
  /** Added to each coordinate's variance: float64 [width]. */
  readonly floor: Float64Array;
  /** Starts; the likeliest mixture is kept. */
  readonly restarts: number;
  /** Iterations of each start at most. */
  readonly iterations: number;
  readonly random: Random;
  readonly onIteration?: (iteration: number) => void;
}

/** An iteration must raise the mean log density by this much, or it is the last. */
const IMPROVEMENT = 1e-6;
const SEEDING_ITERATIONS = 10;

/**
 * A Gaussian mixture by expectation and maximisation (Dempster, Laird and Rubin 1977), started from k-means.
 * @param points standardised, at least as many different ones as components.
 */
export function fitMixture(points: Points, options: MixtureOptions): FittedMixture {
  let best: FittedMixture | undefined;
  for (let start = 0; start < options.restarts; start++) {
    const found = fitOnce(points, options);
    if (best === undefined || found.meanLogDensity > best.meanLogDensity) best = found;
  }
  if (best === undefined) throw new RangeError("A mixture needs at least one start.");
  return { ...best, mixture: byWeight(best.mixture) };
}

/** Components have no order of their own; their weights give them one that does not depend on the start. */
function byWeight(mixture: Mixture): Mixture {
  const { weights, means, whitening } = mixture;
  const order = Array.from(weights.keys()).sort((a, b) => (weights[b] as number) - (weights[a] as number) || a - b);
  const reorder = (values: Float64Array) => {
    const size = values.length / weights.length;
    const sorted = new Float64Array(values.length);
    order.forEach((from, to) => {
      sorted.set(values.subarray(from * size, (from + 1) * size), to * size);
    });
    return sorted;
  };
  return { ...mixture, weights: reorder(weights), means: reorder(means), whitening: reorder(whitening) };
}

function fitOnce(points: Points, options: MixtureOptions): FittedMixture {
  const { components, covariance, floor, iterations, random, onIteration } = options;
  const { labels } = kMeans(points, { clusters: components, restarts: 1, iterations: SEEDING_ITERATIONS, random });
  const hard = new Float64Array(points.rows * components);
  labels.forEach((label, row) => {
    hard[row * components + label] = 1;
  });
  let mixture = maximize(points, hard, covariance, floor);
  let { probabilities, meanLogDensity } = responsibilities(points, mixture);
  const curve = [meanLogDensity];
  for (let iteration = 0; iteration < iterations; iteration++) {
    onIteration?.(iteration);
    const next = maximize(points, probabilities, covariance, floor);
    const expected = responsibilities(points, next);
    const gain = expected.meanLogDensity - meanLogDensity;
    // The least variance bends the likelihood a little, so that the last steps may lower it.
    if (!(gain > 0)) break;
    mixture = next;
    ({ probabilities, meanLogDensity } = expected);
    curve.push(meanLogDensity);
    if (gain < IMPROVEMENT) break;
  }
  const parameters = freeParameters(components, points.width, covariance);
  const bic = -2 * meanLogDensity * points.rows + parameters * Math.log(points.rows);
  return { mixture, meanLogDensity, bic, curve };
}

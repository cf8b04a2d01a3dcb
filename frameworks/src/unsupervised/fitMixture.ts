import type { Random } from "../random.ts";
import { kMeans } from "./kMeans.ts";
import { type Covariance, freeParameters, type Mixture, maximize } from "./mixture.ts";
import { type PointSet, pointsInMemory, samplePoints } from "./pointSet.ts";
import { expectedShares, hardShares } from "./shares.ts";

/** A fitted mixture and how well it fits. */
export interface FittedMixture {
  readonly mixture: Mixture;
  /** Mean logarithm of the points' densities (nats). */
  readonly meanLogDensity: number;
  /** Bayesian information criterion (Schwarz 1978): -2 log likelihood + free parameters × log rows; lower is better. */
  readonly bic: number;
  /** The mean log density of all points after each iteration, from the best start on. */
  readonly curve: readonly number[];
  /** Points that the starts were made with; fewer than all where there are many. */
  readonly sampled: number;
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
/** Iterations over all points after those over a sample, which leave little to gain. */
const MOST_PASSES = 10;

/**
 * A Gaussian mixture by expectation and maximisation (Dempster, Laird and Rubin 1977), started from k-means. Of many points a sample makes
 * the starts, and the best of them goes on with all.
 * @param points standardised, at least as many different ones as components.
 */
export async function fitMixture(points: PointSet, options: MixtureOptions): Promise<FittedMixture> {
  const { components, covariance, floor, restarts, iterations, random } = options;
  const sample = pointsInMemory(await samplePoints(points, random));
  let best: Climbed | undefined;
  for (let start = 0; start < restarts; start++) {
    const { labels } = await kMeans(sample, {
      clusters: components,
      restarts: 1,
      iterations: SEEDING_ITERATIONS,
      random,
    });
    const seeded = await maximize(sample, await hardShares(sample, labels, components), covariance, floor);
    const found = await climb(sample, seeded, iterations, options);
    if (best === undefined || found.meanLogDensity > best.meanLogDensity) best = found;
  }
  if (best === undefined) throw new RangeError("A mixture needs at least one start.");
  if (sample.rows < points.rows) best = await climb(points, best.mixture, Math.min(iterations, MOST_PASSES), options);
  const parameters = freeParameters(components, points.width, covariance);
  const bic = -2 * best.meanLogDensity * points.rows + parameters * Math.log(points.rows);
  return { ...best, mixture: byWeight(best.mixture), bic, sampled: sample.rows };
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

type Climbed = Pick<FittedMixture, "mixture" | "meanLogDensity" | "curve">;

/** Iterations from a mixture on, as long as they raise the density. */
async function climb(
  points: PointSet,
  start: Mixture,
  iterations: number,
  { covariance, floor, onIteration }: MixtureOptions,
): Promise<Climbed> {
  let mixture = start;
  let expected = await expectedShares(points, mixture);
  const curve = [expected.meanLogDensity];
  for (let iteration = 0; iteration < iterations; iteration++) {
    onIteration?.(iteration);
    const moved = await maximize(points, expected, covariance, floor);
    const next = await expectedShares(points, moved);
    const gain = next.meanLogDensity - expected.meanLogDensity;
    // The least variance bends the likelihood a little, so that the last steps may lower it.
    if (!(gain > 0)) break;
    [mixture, expected] = [moved, next];
    curve.push(expected.meanLogDensity);
    if (gain < IMPROVEMENT) break;
  }
  return { mixture, meanLogDensity: expected.meanLogDensity, curve };
}

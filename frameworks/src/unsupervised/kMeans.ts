import type { Random } from "../random.ts";
import { type Assignment, assign } from "./assign.ts";
import { type PointSet, pointsInMemory, samplePoints } from "./pointSet.ts";
import { seedCentres } from "./seedCentres.ts";

/** Points divided around centres. */
export interface Clustering {
  /** float64 [clusters, width], the largest cluster first. */
  readonly centres: Float64Array;
  /** The cluster of each point. */
  readonly labels: Int32Array;
  /** Sum of squared distances of the points from their centres. */
  readonly inertia: number;
  /** The inertia of all points before each iteration, from the best start on. */
  readonly curve: readonly number[];
  /** Points that the starts were made with; fewer than all where there are many. */
  readonly sampled: number;
}

interface KMeansOptions {
  readonly clusters: number;
  /** Starts; the one with the lowest inertia is kept. */
  readonly restarts: number;
  /** Iterations of each start at most. */
  readonly iterations: number;
  readonly random: Random;
  readonly onStart?: (start: number) => void;
  /** Called before each iteration over all points, where the starts were made with a sample. */
  readonly onPass?: (pass: number) => void;
}

type Found = Omit<Clustering, "labels" | "sampled"> & Pick<Assignment, "labels" | "counts">;

/** An iteration must lower the inertia by this part, or it is the last. */
const IMPROVEMENT = 1e-7;
/** Iterations over all points after those over a sample, which leave little to gain. */
const MOST_PASSES = 10;

/**
 * k-means by Lloyd's iteration (1982) from several k-means++ starts. Of many points a sample makes the starts, and the best of them goes
 * on with all (Bradley and Fayyad, "Refining initial points for k-means clustering", 1998).
 * @param points at least as many different ones as clusters.
 */
export async function kMeans(points: PointSet, options: KMeansOptions): Promise<Clustering> {
  const { clusters, restarts, iterations, random, onStart, onPass } = options;
  const sample = await samplePoints(points, random);
  const inMemory = pointsInMemory(sample);
  let best: Found | undefined;
  for (let start = 0; start < restarts; start++) {
    onStart?.(start);
    const found = await lloyd(inMemory, seedCentres(sample, clusters, random), iterations);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  if (best === undefined) throw new RangeError("k-means needs at least one start.");
  if (sample.rows < points.rows) best = await lloyd(points, best.centres, Math.min(iterations, MOST_PASSES), onPass);
  return { ...bySize(best, points.width), sampled: sample.rows };
}

async function lloyd(
  points: PointSet,
  start: Float64Array,
  iterations: number,
  onPass?: (pass: number) => void,
): Promise<Found> {
  let centres = start;
  let assigned = await assign(points, centres);
  const curve = [assigned.inertia];
  for (let iteration = 0; iteration < iterations; iteration++) {
    onPass?.(iteration);
    const moved = await moveCentres(points, assigned);
    const next = await assign(points, moved);
    if (!(next.inertia < assigned.inertia)) break;
    const gain = assigned.inertia - next.inertia;
    [centres, assigned] = [moved, next];
    curve.push(assigned.inertia);
    if (gain <= IMPROVEMENT * assigned.inertia) break;
  }
  const { labels, counts, inertia } = assigned;
  return { centres, labels, counts, inertia, curve };
}

/** The mean of each cluster's points. A cluster that lost all of its points starts anew at the point that is worst off. */
async function moveCentres(points: PointSet, { sums, counts, farthest }: Assignment): Promise<Float64Array> {
  const { width } = points;
  const centres = sums.map((sum, place) => sum / (counts[Math.floor(place / width)] as number));
  const empty = Array.from(counts.keys()).filter((cluster) => counts[cluster] === 0);
  if (empty.length === 0) return centres;
  const { values } = await points.take(
    Int32Array.from(empty, (_, index) => farthest[index % farthest.length] as number),
  );
  empty.forEach((cluster, index) => {
    centres.set(values.subarray(index * width, (index + 1) * width), cluster * width);
  });
  return centres;
}

/** Clusters have no order of their own; their sizes give them one that does not depend on the start. */
function bySize({ counts, ...found }: Found, width: number): Omit<Clustering, "sampled"> {
  const order = Array.from(counts.keys()).sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  const centres = new Float64Array(found.centres.length);
  const rank = new Int32Array(counts.length);
  order.forEach((cluster, place) => {
    rank[cluster] = place;
    centres.set(found.centres.subarray(cluster * width, (cluster + 1) * width), place * width);
  });
  return { ...found, centres, labels: found.labels.map((label) => rank[label] as number) };
}

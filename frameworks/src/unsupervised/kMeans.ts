import type { Random } from "../random.ts";
import { type Points, squaredDistance } from "./points.ts";
import { seedCentres } from "./seedCentres.ts";

/** Points divided around centres. */
export interface Clustering {
  /** float64 [clusters, width], the largest cluster first. */
  readonly centres: Float64Array;
  /** The cluster of each point. */
  readonly labels: Int32Array;
  /** Sum of squared distances of the points from their centres. */
  readonly inertia: number;
  /** The inertia before each iteration of the best start. */
  readonly curve: readonly number[];
}

interface KMeansOptions {
  readonly clusters: number;
  /** Starts; the one with the lowest inertia is kept. */
  readonly restarts: number;
  /** Iterations of each start at most. */
  readonly iterations: number;
  readonly random: Random;
  readonly onStart?: (start: number) => void;
}

/** An iteration must lower the inertia by this part, or it is the last. */
const IMPROVEMENT = 1e-7;

/**
 * k-means by Lloyd's iteration (1982) from several k-means++ starts.
 * @param points at least as many different ones as clusters.
 */
export function kMeans(points: Points, options: KMeansOptions): Clustering {
  let best: Clustering | undefined;
  for (let start = 0; start < options.restarts; start++) {
    options.onStart?.(start);
    const found = lloyd(points, seedCentres(points, options.clusters, options.random), options);
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  if (best === undefined) throw new RangeError("k-means needs at least one start.");
  return bySize(best, options.clusters, points.width);
}

/** The nearest centre of each point, the first of those that are equally near. */
export function assign(points: Points, centres: Float64Array): { labels: Int32Array; distances: Float64Array } {
  const clusters = centres.length / points.width;
  const labels = new Int32Array(points.rows);
  const distances = new Float64Array(points.rows);
  for (let row = 0; row < points.rows; row++) {
    let least = Number.POSITIVE_INFINITY;
    for (let cluster = 0; cluster < clusters; cluster++) {
      const distance = squaredDistance(points, row, centres, cluster * points.width);
      if (distance >= least) continue;
      least = distance;
      labels[row] = cluster;
    }
    distances[row] = least;
  }
  return { labels, distances };
}

function lloyd(points: Points, start: Float64Array, { iterations }: KMeansOptions): Clustering {
  let centres = start;
  let { labels, distances } = assign(points, centres);
  let inertia = distances.reduce((sum, distance) => sum + distance, 0);
  const curve = [inertia];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const moved = moveCentres(points, labels, distances, centres);
    const next = assign(points, moved);
    const lower = next.distances.reduce((sum, distance) => sum + distance, 0);
    if (!(lower < inertia)) break;
    const gain = inertia - lower;
    [centres, labels, distances, inertia] = [moved, next.labels, next.distances, lower];
    curve.push(inertia);
    if (gain <= IMPROVEMENT * inertia) break;
  }
  return { centres, labels, inertia, curve };
}

/** The mean of each cluster's points. A cluster that lost all of its points starts anew at the point that is worst off. */
function moveCentres(points: Points, labels: Int32Array, distances: Float64Array, old: Float64Array): Float64Array {
  const { values, rows, width } = points;
  const centres = new Float64Array(old.length);
  const counts = new Float64Array(old.length / width);
  for (let row = 0; row < rows; row++) {
    const cluster = labels[row] as number;
    counts[cluster] = (counts[cluster] as number) + 1;
    for (let column = 0; column < width; column++) {
      const place = cluster * width + column;
      centres[place] = (centres[place] as number) + (values[row * width + column] as number);
    }
  }
  const left = distances.slice();
  counts.forEach((count, cluster) => {
    if (count > 0) {
      for (let column = 0; column < width; column++) {
        const place = cluster * width + column;
        centres[place] = (centres[place] as number) / count;
      }
      return;
    }
    const worst = left.indexOf(left.reduce((most, distance) => Math.max(most, distance), 0));
    centres.set(values.subarray(worst * width, (worst + 1) * width), cluster * width);
    left[worst] = 0;
  });
  return centres;
}

/** Clusters have no order of their own; their sizes give them one that does not depend on the start. */
function bySize(found: Clustering, clusters: number, width: number): Clustering {
  const counts = new Int32Array(clusters);
  for (const label of found.labels) counts[label] = (counts[label] as number) + 1;
  const order = Array.from(counts.keys()).sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  const centres = new Float64Array(found.centres.length);
  const rank = new Int32Array(clusters);
  order.forEach((cluster, place) => {
    rank[cluster] = place;
    centres.set(found.centres.subarray(cluster * width, (cluster + 1) * width), place * width);
  });
  return { ...found, centres, labels: found.labels.map((label) => rank[label] as number) };
}

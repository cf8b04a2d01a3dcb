import type { PointSet } from "./pointSet.ts";
import { type Points, squaredDistance } from "./points.ts";

/** Points, each with the nearest of some centres. */
export interface Assignment {
  /** The cluster of each point. */
  readonly labels: Int32Array;
  /** Points of each cluster. */
  readonly counts: Float64Array;
  /** Sum of each cluster's points: float64 [clusters, width]. */
  readonly sums: Float64Array;
  /** Sum of squared distances of the points from their centres. */
  readonly inertia: number;
  /** Numbers of the points that are farthest from their centres, as many as clusters, the farthest first. */
  readonly farthest: Int32Array;
}

/** The nearest centre of each point, the first of those that are equally near, in one pass. @param centres float64 [clusters, width] */
export async function assign(points: PointSet, centres: Float64Array): Promise<Assignment> {
  const { width } = points;
  const clusters = centres.length / width;
  const labels = new Int32Array(points.rows);
  const counts = new Float64Array(clusters);
  const sums = new Float64Array(clusters * width);
  const farthest = new Farthest(clusters);
  let inertia = 0;
  for await (const part of points.parts()) {
    for (let row = 0; row < part.rows; row++) {
      const { cluster, distance } = nearestCentre(part, row, centres, clusters);
      labels[part.start + row] = cluster;
      counts[cluster] = (counts[cluster] as number) + 1;
      for (let column = 0; column < width; column++) {
        const place = cluster * width + column;
        sums[place] = (sums[place] as number) + (part.values[row * width + column] as number);
      }
      inertia += distance;
      farthest.offer(part.start + row, distance);
    }
  }
  return { labels, counts, sums, inertia, farthest: Int32Array.from(farthest.rows) };
}

function nearestCentre(points: Points, row: number, centres: Float64Array, clusters: number) {
  let cluster = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let candidate = 0; candidate < clusters; candidate++) {
    const next = squaredDistance(points, row, centres, candidate * points.width);
    if (next < distance) [cluster, distance] = [candidate, next];
  }
  return { cluster, distance };
}

/** The rows with the largest distances, largest first, of equal ones the first. */
class Farthest {
  readonly rows: number[] = [];
  readonly #distances: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  offer(row: number, distance: number): void {
    const distances = this.#distances;
    if (distances.length === this.#limit && distance <= (distances.at(-1) as number)) return;
    let place = distances.length;
    while (place > 0 && distance > (distances[place - 1] as number)) place--;
    distances.splice(place, 0, distance);
    this.rows.splice(place, 0, row);
    if (distances.length > this.#limit) {
      distances.pop();
      this.rows.pop();
    }
  }
}

import type { Random } from "../random.ts";
import { type Points, squaredDistance } from "./points.ts";

/**
 * Starting centres by k-means++ (Arthur and Vassilvitskii, "The advantages of careful seeding", 2007): each is a point drawn with a
 * probability that rises with its squared distance from the centres before it; of a few draws the best is kept, as the paper's
 * last section proposes.
 * @returns float64 [clusters, width]
 */
export function seedCentres(points: Points, clusters: number, random: Random): Float64Array {
  const { values, rows, width } = points;
  const centres = new Float64Array(clusters * width);
  const draws = 2 + Math.floor(Math.log(clusters));
  const place = (cluster: number, row: number) =>
    centres.set(values.subarray(row * width, (row + 1) * width), cluster * width);
  const distances = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  place(0, random.below(rows));
  lower(distances, points, centres, 0);
  for (let cluster = 1; cluster < clusters; cluster++) {
    const total = sum(distances);
    let best: Float64Array | undefined;
    let bestTotal = Number.POSITIVE_INFINITY;
    let bestRow = 0;
    for (let draw = 0; draw < draws; draw++) {
      const row = drawRow(distances, random.uniform() * total);
      const candidate = distances.slice();
      lower(candidate, points, values, row * width);
      const candidateTotal = sum(candidate);
      if (candidateTotal >= bestTotal) continue;
      [best, bestTotal, bestRow] = [candidate, candidateTotal, row];
    }
    place(cluster, bestRow);
    if (best !== undefined) distances.set(best);
  }
  return centres;
}

/** Lowers each point's distance from its nearest centre by one more centre. */
function lower(distances: Float64Array, points: Points, places: ArrayLike<number>, offset: number): void {
  for (let row = 0; row < points.rows; row++) {
    const distance = squaredDistance(points, row, places, offset);
    if (distance < (distances[row] as number)) distances[row] = distance;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The row where the running sum of weights passes a mark; never one of weight 0 unless all are. */
function drawRow(weights: Float64Array, mark: number): number {
  let left = mark;
  let last = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] as number;
    if (weight === 0) continue;
    last = row;
    left -= weight;
    if (left < 0) return row;
  }
  return last;
}

import type { Random } from "../random.ts";
import type { Lesson } from "./network.ts";

/** A number of the standard normal distribution (Box and Muller 1958). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/** Features with Gaussian noise. */
export function withNoise(features: Float32Array, deviation: number, random: Random): Float32Array {
  return deviation === 0 ? features : features.map((value) => value + deviation * gaussian(random));
}

/**
 * Each row mixed with another one, features and targets alike (Zhang et al., arXiv 1710.09412; of unlabelled rows Verma et al.,
 * arXiv 1903.03825). The row itself has the larger part; a pair counts as much as its lesser half.
 */
export function mixRows({ features, targets, weights }: Lesson, random: Random): Lesson {
  const rows = weights.length;
  const mixed = { features: features.slice(), targets: targets.slice(), weights: weights.slice() };
  for (let row = 0; row < rows; row++) {
    const other = random.below(rows);
    const share = 0.5 + 0.5 * random.uniform();
    blend(features, mixed.features, rows, row, other, share);
    blend(targets, mixed.targets, rows, row, other, share);
    mixed.weights[row] = Math.min(weights[row] as number, weights[other] as number);
  }
  return mixed;
}

function blend(from: Float32Array, to: Float32Array, rows: number, row: number, other: number, share: number): void {
  const width = from.length / rows;
  for (let column = 0; column < width; column++) {
    const own = from[row * width + column] as number;
    to[row * width + column] = share * own + (1 - share) * (from[other * width + column] as number);
  }
}

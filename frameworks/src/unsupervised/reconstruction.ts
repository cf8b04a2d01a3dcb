import type { Points } from "./points.ts";

/**
 * How well points are rebuilt from their description: `explainedVariance`, the part of their squared distance from the mean of the
 * training rows that the description keeps (1 is all), and `reconstructionRmse`, the root mean square error of a coordinate.
 * @param rebuilt [rows, width]
 */
export function reconstructionMetrics(
  { values, width }: Points,
  rebuilt: ArrayLike<number>,
  mean: ArrayLike<number>,
): { explainedVariance: number; reconstructionRmse: number } {
  let [lost, all] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    lost += (value - (rebuilt[index] as number)) ** 2;
    all += (value - (mean[index % width] as number)) ** 2;
  }
  // Rows that are all the same are described by nothing at all.
  const explainedVariance = all > 0 ? 1 - lost / all : 1;
  return { explainedVariance, reconstructionRmse: Math.sqrt(lost / values.length) };
}

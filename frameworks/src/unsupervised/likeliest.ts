import { argmax } from "../metrics/classification.ts";
import { type Mixture, responsibilities } from "./mixture.ts";
import type { PointSet } from "./pointSet.ts";

/** The component that each point most probably belongs to, and the mean logarithm of the points' densities (nats). */
export async function likeliest(
  points: PointSet,
  mixture: Mixture,
): Promise<{ labels: Int32Array; meanLogDensity: number }> {
  const components = mixture.weights.length;
  const labels = new Int32Array(points.rows);
  let sum = 0;
  for await (const part of points.parts()) {
    const { probabilities, logDensities } = responsibilities(part, mixture);
    for (let row = 0; row < part.rows; row++) {
      labels[part.start + row] = argmax(probabilities.subarray(row * components, (row + 1) * components));
      sum += logDensities[row] as number;
    }
  }
  return { labels, meanLogDensity: sum / points.rows };
}

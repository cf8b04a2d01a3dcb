import { type Mixture, responsibilities } from "./mixture.ts";
import type { Part, PointSet } from "./pointSet.ts";

/** How much of each point belongs to each component. */
export interface Shares {
  /** Points of each component, parts of them counted: float64 [components]. */
  readonly counts: Float64Array;
  /** Sum of each component's points: float64 [components, width]. */
  readonly sums: Float64Array;
  /** The shares of a part of the points: float64 [rows, components]. */
  sharesOf(part: Part): Float64Array;
}

/** Probabilities that are kept from one pass to the next; more are computed again, since they would fill the memory. */
const KEPT_VALUES = 2 ** 22;

/** Each point belongs to one component. */
export async function hardShares(points: PointSet, labels: Int32Array, components: number): Promise<Shares> {
  const sharesOf = ({ rows, start }: Part) => {
    const shares = new Float64Array(rows * components);
    for (let row = 0; row < rows; row++) shares[row * components + (labels[start + row] as number)] = 1;
    return shares;
  };
  const total = emptyTotal(components, points.width);
  for await (const part of points.parts()) add(total, part, sharesOf(part));
  return { ...total, sharesOf };
}

/** Expectation: each point belongs to the components by their probabilities. */
export async function expectedShares(
  points: PointSet,
  mixture: Mixture,
): Promise<Shares & { readonly meanLogDensity: number }> {
  const components = mixture.weights.length;
  const kept = points.rows * components <= KEPT_VALUES ? new Float64Array(points.rows * components) : undefined;
  const total = emptyTotal(components, points.width);
  let sum = 0;
  for await (const part of points.parts()) {
    const { probabilities, logDensities } = responsibilities(part, mixture);
    kept?.set(probabilities, part.start * components);
    add(total, part, probabilities);
    for (const density of logDensities) sum += density;
  }
  return {
    ...total,
    meanLogDensity: sum / points.rows,
    sharesOf: (part) =>
      kept?.subarray(part.start * components, (part.start + part.rows) * components) ??
      responsibilities(part, mixture).probabilities,
  };
}

const emptyTotal = (components: number, width: number) => ({
  counts: new Float64Array(components),
  sums: new Float64Array(components * width),
});

function add({ counts, sums }: Pick<Shares, "counts" | "sums">, { values, rows, width }: Part, shares: Float64Array) {
  const components = counts.length;
  for (let row = 0; row < rows; row++) {
    for (let component = 0; component < components; component++) {
      const share = shares[row * components + component] as number;
      counts[component] = (counts[component] as number) + share;
      for (let i = 0; i < width; i++) {
        const place = component * width + i;
        sums[place] = (sums[place] as number) + share * (values[row * width + i] as number);
      }
    }
  }
}

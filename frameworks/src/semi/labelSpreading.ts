import type { Neighbours } from "./neighbours.ts";

const ITERATIONS = 100;
const TOLERANCE = 1e-6;

/** Who is tied to each row, and how closely; the strengths are balanced so that labels neither grow nor vanish on their way. */
export type Ties = readonly (readonly (readonly [row: number, strength: number])[])[];

/**
 * Lets labels spread along a graph of neighbours (Zhou, Bousquet, Lal, Weston and Schölkopf, "Learning with local and global
 * consistency", 2004): again and again each row takes the mean of what its neighbours say, and those with a label also what they
 * said at first.
 * @param labels the class of each row, -1 where it is not known.
 * @param alpha the part that comes from the neighbours, below 1.
 * @returns float64 [rows, classes], each row with sum 1; equal parts where no label arrives.
 */
export function spreadLabels(ties: Ties, labels: Int32Array, classes: number, alpha: number): Float64Array {
  const rows = labels.length;
  const start = new Float64Array(rows * classes);
  // A class with more labels must not win by their number.
  const counts = new Float64Array(classes);
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] as number) + 1;
  labels.forEach((label, row) => {
    if (label >= 0) start[row * classes + label] = 1 / (counts[label] as number);
  });
  let state = start.slice();
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const next = start.map((value) => value * (1 - alpha));
    let change = 0;
    for (let row = 0; row < rows; row++) {
      for (const [other, tie] of ties[row] ?? []) {
        for (let label = 0; label < classes; label++) {
          const place = row * classes + label;
          next[place] = (next[place] as number) + alpha * tie * (state[other * classes + label] as number);
        }
      }
    }
    for (let place = 0; place < next.length; place++) {
      change = Math.max(change, Math.abs((next[place] as number) - (state[place] as number)));
    }
    state = next;
    if (change < TOLERANCE / rows) break;
  }
  return normalized(state, classes);
}

/**
 * Ties of rows and their neighbours: a Gaussian of the distance, as wide as that of the last neighbour (Zelnik-Manor and Perona
 * 2004), in the balanced form D^(-1/2) W D^(-1/2).
 */
export function tieNeighbours({ count, rows: nearest, distances }: Neighbours, rows: number): Ties {
  const width = Float64Array.from({ length: rows }, (_, row) =>
    Math.max(distances[row * count + count - 1] as number, Number.MIN_VALUE),
  );
  const weights: Map<number, number>[] = Array.from({ length: rows }, () => new Map());
  for (let row = 0; row < rows; row++) {
    for (let index = row * count; index < (row + 1) * count; index++) {
      const other = nearest[index] as number;
      const scale = Math.sqrt(width[row] as number) * Math.sqrt(width[other] as number);
      const weight = Math.exp(-(distances[index] as number) / scale);
      weights[row]?.set(other, weight);
      weights[other]?.set(row, weight);
    }
  }
  const degrees = weights.map((ties) => {
    let sum = 0;
    for (const weight of ties.values()) sum += weight;
    return Math.max(sum, Number.MIN_VALUE);
  });
  return weights.map((ties, row) =>
    Array.from(ties, ([other, weight]): readonly [number, number] => [
      other,
      weight / Math.sqrt((degrees[row] as number) * (degrees[other] as number)),
    ]),
  );
}

function normalized(state: Float64Array, classes: number): Float64Array {
  const result = new Float64Array(state.length);
  for (let start = 0; start < state.length; start += classes) {
    let sum = 0;
    for (let label = 0; label < classes; label++) sum += state[start + label] as number;
    for (let label = 0; label < classes; label++) {
      result[start + label] = sum > 0 ? (state[start + label] as number) / sum : 1 / classes;
    }
  }
  return result;
}

import { createRandom } from "../random.ts";
import { type Points, takePoints } from "../unsupervised/points.ts";
import { sampleRows } from "../unsupervised/sampleRows.ts";
import { spreadLabels, type Ties, tieNeighbours } from "./labelSpreading.ts";
import { nearestNeighbours } from "./neighbours.ts";
import { accuracyOf, foldsOf } from "./tune.ts";

/** Multiplications that finding the neighbours may take. */
const BUDGET = 2e9;
const LEAST_ROWS = 1_000;
const MOST_ROWS = 20_000;
/** What comes from the neighbours; the rest is what a label says itself. */
const ALPHA = 0.95;

/** What a graph of neighbours says of rows without a label. */
export interface GraphTeaching {
  /** float64 [unlabelled rows, classes]; equal parts where the graph says nothing. */
  readonly probabilities: Float64Array;
  /** Whether a row was in the graph: of many rows a sample is. */
  readonly reached: readonly boolean[];
  /** Part of the labels that the graph told right when they were hidden. */
  readonly accuracy: number;
}

/** Spreads labels along a graph of all labelled and, of many, a sample of the unlabelled rows. */
export function teachByGraph(
  labelled: Points,
  labels: Int32Array,
  unlabelled: Points,
  { classes, neighbours, seed }: { classes: number; neighbours: number; seed: number },
): GraphTeaching {
  const limit = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.floor(Math.sqrt((2 * BUDGET) / labelled.width))));
  const sample = sampleRows(unlabelled.rows, Math.max(0, limit - labelled.rows), createRandom(seed, 33));
  const others = takePoints(unlabelled, sample);
  const values = new Float32Array(labelled.values.length + others.values.length);
  values.set(labelled.values);
  values.set(others.values, labelled.values.length);
  const all = { values, rows: labelled.rows + others.rows, width: labelled.width };
  const ties = tieNeighbours(nearestNeighbours(all, neighbours), all.rows);
  const known = new Int32Array(all.rows).fill(-1);
  known.set(labels);
  const spread = spreadLabels(ties, known, classes, ALPHA);
  const probabilities = new Float64Array(unlabelled.rows * classes).fill(1 / classes);
  const reached = Array.from({ length: unlabelled.rows }, () => false);
  sample.forEach((row, index) => {
    const start = (labelled.rows + index) * classes;
    probabilities.set(spread.subarray(start, start + classes), row * classes);
    reached[row] = true;
  });
  return { probabilities, reached, accuracy: crossValidate(ties, known, labels, classes, seed) };
}

function crossValidate(ties: Ties, known: Int32Array, labels: Int32Array, classes: number, seed: number): number {
  const folds = foldsOf(labels, seed);
  const told = new Float64Array(labels.length * classes);
  for (const fold of new Set(folds)) {
    const seen = known.map((label, row) => (row < folds.length && folds[row] === fold ? -1 : label));
    const spread = spreadLabels(ties, seen, classes, ALPHA);
    folds.forEach((own, row) => {
      if (own === fold) told.set(spread.subarray(row * classes, (row + 1) * classes), row * classes);
    });
  }
  return accuracyOf(told, labels);
}

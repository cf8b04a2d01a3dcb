import { createRandom } from "../random.ts";
import { sampleRows } from "../unsupervised/sampleRows.ts";
import { spreadLabels, type Ties, tieNeighbours } from "./labelSpreading.ts";
import { nearestNeighbours } from "./neighbours.ts";
import type { Pool } from "./pool.ts";
import { type Told, toldInMemory } from "./told.ts";
import { accuracyOf, foldsOf } from "./tune.ts";

/** Multiplications that finding the neighbours may take. */
const BUDGET = 2e9;
const LEAST_ROWS = 1_000;
const MOST_ROWS = 20_000;
/** What comes from the neighbours; the rest is what a label says itself. */
const ALPHA = 0.95;

/** What a graph of neighbours says of rows without a label. */
export interface GraphTeaching {
  /** Which of the unlabelled rows are in the graph, by their places in rising order: of many a random sample. */
  readonly places: Int32Array;
  /** What it says of these; equal parts where it says nothing. */
  readonly told: Told;
  /** Part of the labels that the graph told right when they were hidden. */
  readonly accuracy: number;
}

/**
 * Spreads labels along a graph of labelled and unlabelled rows, all or, of many, a sample.
 * @param limit rows that the graph may have
 */
export async function teachByGraph(
  { matrix, labelled, labels, unlabelled }: Pick<Pool, "matrix" | "labelled" | "labels" | "unlabelled">,
  { classes, neighbours, seed }: { classes: number; neighbours: number; seed: number },
  limit: number = affordableRows(matrix.width),
): Promise<GraphTeaching> {
  const { width } = matrix;
  // Very many labels leave half of the graph to the rows that it should tell of.
  const most = Math.max(limit >> 1, limit - unlabelled.length);
  const known = sampleRows(labelled.length, most, createRandom(seed, 34));
  const places = sampleRows(unlabelled.length, limit - known.length, createRandom(seed, 33));
  const rows = known.length + places.length;
  const values = new Float32Array(rows * width);
  values.set(await matrix.read(known.map((place) => labelled[place] as number)));
  values.set(await matrix.read(places.map((place) => unlabelled[place] as number)), known.length * width);
  const ties = tieNeighbours(nearestNeighbours({ values, rows, width }, neighbours), rows);
  const knownLabels = known.map((place) => labels[place] as number);
  const start = new Int32Array(rows).fill(-1);
  start.set(knownLabels);
  const spread = spreadLabels(ties, start, classes, ALPHA);
  return {
    places,
    told: toldInMemory(spread.subarray(known.length * classes), classes),
    accuracy: crossValidate(ties, start, knownLabels, classes, seed),
  };
}

const affordableRows = (width: number) =>
  Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.floor(Math.sqrt((2 * BUDGET) / width))));

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

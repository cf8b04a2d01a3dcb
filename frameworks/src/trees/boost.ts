import { createRandom, type Random } from "../random.ts";
import { randomRows } from "../tables/randomRows.ts";
import { thinRows } from "../tables/thinRows.ts";
import { type BinnedRows, binRows, findCuts, missingCode, type RowReader } from "./bins.ts";
import { growTree } from "./growTree.ts";
import type { TreeLoss } from "./loss.ts";
import type { Forest, Tree } from "./tree.ts";

export interface TreeSettings {
  /** Rounds at most; a round grows one tree per score. */
  readonly rounds: number;
  readonly leaves: number;
  readonly depth: number;
  /** Part of a tree's answer that counts. */
  readonly shrinkage: number;
  /** Parts of the rows and of the features that each tree sees. */
  readonly subsample: number;
  readonly columnSample: number;
  /** Rows that a leaf must hold. */
  readonly minRows: number;
  readonly l2: number;
}

export interface BoostOptions {
  readonly settings: TreeSettings;
  readonly reader: RowReader;
  /** Positions of the rows to learn from (the loss has their labels, in this order) and to validate on. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly loss: TreeLoss;
  /** The loss of scores [rows, outputs] of the validation rows. */
  validationLoss(scores: Float64Array): number;
  /** Rounds without a better validation loss after which boosting ends. */
  readonly patience: number;
  readonly seed: number;
  readonly stream: number;
  /** Called after each round: its training loss, and whether the validation loss became better. */
  readonly onRound?: (round: number, trainingLoss: number, better: boolean) => void;
}

export interface Boosted {
  /** The trees up to the round with the lowest validation loss. */
  readonly forest: Forest;
  readonly rounds: number;
  /** Validation loss by round, that of the base scores first. */
  readonly losses: readonly number[];
}

/** Rows by which the training loss is told at most. */
const TOLD_ROWS = 100_000;
/** A validation loss counts as better when it falls by this part. */
const IMPROVEMENT = 1e-4;

/**
 * Gradient-boosted trees (Friedman 2001; second order and regularised as in Chen and Guestrin, arXiv 1603.02754), on histograms of
 * binned values. Everything is float64 in a fixed order on one thread: the same options give the same trees on every machine.
 */
export async function boost(options: BoostOptions): Promise<Boosted> {
  const { settings, reader, loss, seed, stream } = options;
  const cuts = await findCuts(reader, options.train);
  const train = await binRows(reader, options.train, cuts);
  const validation = await binRows(reader, options.validation, cuts);
  const useful = Int32Array.from(cuts.keys()).filter((feature) => (cuts[feature]?.length ?? 0) > 0);
  const { outputs, base } = loss;
  const scores = baseScores(base, train.rows);
  const heldOut = baseScores(base, validation.rows);
  const derivatives = { gradients: new Float64Array(train.rows), hessians: new Float64Array(train.rows) };
  const random = createRandom(seed, stream);
  const all = Int32Array.from({ length: train.rows }, (_, row) => row);
  const told = thinRows(all, TOLD_ROWS);
  const trees: Tree[] = [];
  const losses = [options.validationLoss(heldOut)];
  let best = losses[0] ?? Number.POSITIVE_INFINITY;
  let bestRound = 0;
  for (let round = 1; round <= settings.rounds && round - bestRound <= options.patience; round++) {
    const rows = part(all, settings.subsample, random);
    for (let output = 0; output < outputs; output++) {
      loss.derive(scores, output, rows, derivatives);
      const features = part(useful, settings.columnSample, random);
      const tree = growTree({ ...settings, ...derivatives, data: train, cuts, rows, features });
      trees.push(tree);
      addTree(tree, train, cuts, scores, output, outputs);
      addTree(tree, validation, cuts, heldOut, output, outputs);
    }
    const now = options.validationLoss(heldOut);
    losses.push(now);
    // A model has a tree at least.
    const better = now < best * (1 - IMPROVEMENT) || round === 1;
    if (better) {
      best = now;
      bestRound = round;
    }
    options.onRound?.(round, loss.mean(scores, told), better);
  }
  return {
    forest: { width: reader.width, trees: trees.slice(0, bestRound * outputs), base },
    rounds: losses.length - 1,
    losses,
  };
}

function baseScores(base: readonly number[], rows: number): Float64Array {
  const scores = new Float64Array(rows * base.length);
  for (let row = 0; row < rows; row++) scores.set(base, row * base.length);
  return scores;
}

/** Part of the values, at least one. */
function part(values: Int32Array, share: number, random: Random): Int32Array {
  return share >= 1 ? values : randomRows(values, Math.max(1, Math.round(values.length * share)), random);
}

function addTree(
  { feature, threshold, missingLeft, left, right, value }: Tree,
  { rows, codes }: BinnedRows,
  cuts: readonly Float32Array[],
  scores: Float64Array,
  output: number,
  outputs: number,
): void {
  // Thresholds as codes: the place of the cut.
  const bins = Int32Array.from(feature, (column, node) =>
    column < 0 ? 0 : (cuts[column] as Float32Array).indexOf(threshold[node] as number),
  );
  const missing = Int32Array.from(feature, (column) => (column < 0 ? 0 : missingCode(cuts[column] as Float32Array)));
  for (let row = 0; row < rows; row++) {
    let node = 0;
    for (let column = feature[0] as number; column >= 0; column = feature[node] as number) {
      const code = codes[column * rows + row] as number;
      const goesLeft = code === missing[node] ? missingLeft[node] === 1 : code <= (bins[node] as number);
      node = (goesLeft ? left[node] : right[node]) as number;
    }
    const place = row * outputs + output;
    scores[place] = (scores[place] as number) + (value[node] as number);
  }
}

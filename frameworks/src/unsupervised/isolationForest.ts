import type { Random } from "../random.ts";
import { flattenTree } from "./flattenTree.ts";
import type { PointSet } from "./pointSet.ts";
import type { Points } from "./points.ts";
import { sampleRows } from "./sampleRows.ts";

/** A cut: rows with feature ≤ threshold go to `low`; or a leaf, with the expected number of cuts that set a row apart. */
export type IsolationNode =
  | { readonly feature: number; readonly threshold: number; readonly low: IsolationNode; readonly high: IsolationNode }
  | { readonly length: number };

export interface IsolationForest {
  readonly trees: readonly IsolationNode[];
  /** Expected number of cuts for a row among as many as each tree has seen: what the mean over the trees is compared with. */
  readonly usual: number;
}

/**
 * Random trees that set rows apart from each other; a strange row needs few cuts (Liu, Ting and Zhou, "Isolation forest", 2008).
 */
export async function growForest(
  points: PointSet,
  { trees, sampleSize, random }: { trees: number; sampleSize: number; random: Random },
  onTree: (tree: number) => void,
): Promise<IsolationForest> {
  const size = Math.min(sampleSize, points.rows);
  const depth = Math.ceil(Math.log2(Math.max(2, size)));
  const grown: IsolationNode[] = [];
  for (let tree = 0; tree < trees; tree++) {
    onTree(tree);
    const sample = await points.take(sampleRows(points.rows, size, random));
    grown.push(
      grow(
        sample,
        Int32Array.from({ length: size }, (_, row) => row),
        0,
        depth,
        random,
      ),
    );
  }
  return { trees: grown, usual: Math.max(1, expectedCuts(size)) };
}

/** The anomaly score of each row: 2^(-cuts / usual), from 0 to 1; about 0.5 or less is usual. */
export async function isolationScores(points: PointSet, { trees, usual }: IsolationForest): Promise<Float64Array> {
  const walks = trees.map(walkOf);
  const scores = new Float64Array(points.rows);
  for await (const part of points.parts()) {
    const sums = scores.subarray(part.start, part.start + part.rows);
    // Tree by tree, so that its nodes stay in the processor's cache.
    for (const addCuts of walks) addCuts(part, sums);
    for (let row = 0; row < part.rows; row++) sums[row] = 2 ** (-(sums[row] as number) / trees.length / usual);
  }
  return scores;
}

/** Adds to each row's sum the expected number of cuts in a tree. */
function walkOf(root: IsolationNode, tree: number): (points: Points, sums: Float64Array) => void {
  const nodes = flattenTree(root, tree);
  const features = Int32Array.from(nodes, ({ mode, feature }) => (mode === "LEAF" ? -1 : feature));
  const thresholds = Float64Array.from(nodes, ({ threshold }) => threshold);
  const low = Int32Array.from(nodes, (node) => node.low);
  const high = Int32Array.from(nodes, (node) => node.high);
  const lengths = Float64Array.from(nodes, ({ length }) => length);
  return ({ values, rows, width }, sums) => {
    for (let row = 0; row < rows; row++) {
      let node = 0;
      let feature = features[0] as number;
      while (feature >= 0) {
        const isLow = (values[row * width + feature] as number) <= (thresholds[node] as number);
        node = (isLow ? low[node] : high[node]) as number;
        feature = features[node] as number;
      }
      sums[row] = (sums[row] as number) + (lengths[node] as number);
    }
  };
}

/** Mean number of cuts that a search tree of so many rows needs for one of them (equation 1 of the paper). */
function expectedCuts(rows: number): number {
  if (rows <= 1) return 0;
  let harmonic = 0;
  for (let n = 1; n < rows; n++) harmonic += 1 / n;
  return 2 * harmonic - (2 * (rows - 1)) / rows;
}

function grow(points: Points, rows: Int32Array, depth: number, limit: number, random: Random): IsolationNode {
  const leaf = { length: depth + expectedCuts(rows.length) };
  if (depth === limit || rows.length <= 1) return leaf;
  const cut = drawCut(points, rows, random);
  if (cut === undefined) return leaf;
  const { values, width } = points;
  const isLow = (row: number) => (values[row * width + cut.feature] as number) <= cut.threshold;
  return {
    ...cut,
    low: grow(points, rows.filter(isLow), depth + 1, limit, random),
    high: grow(
      points,
      rows.filter((row) => !isLow(row)),
      depth + 1,
      limit,
      random,
    ),
  };
}

/** A random place between the least and the largest value of a random feature that varies; none where all rows are the same. */
function drawCut({ values, width }: Points, rows: Int32Array, random: Random) {
  const order = Int32Array.from({ length: width }, (_, feature) => feature);
  for (let left = width; left > 0; left--) {
    // One more feature that has not been tried, drawn without replacement.
    const place = random.below(left);
    const feature = order[place] as number;
    order[place] = order[left - 1] as number;
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const value = values[row * width + feature] as number;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (!(least < most)) continue;
    // The runtime compares float32 values; rounded up to the largest value, the cut would part nothing.
    const drawn = Math.fround(least + (most - least) * random.uniform());
    return { feature, threshold: drawn < most ? drawn : least };
  }
  return undefined;
}

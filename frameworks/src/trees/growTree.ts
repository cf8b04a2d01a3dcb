import { type BinnedRows, missingCode } from "./bins.ts";
import { bestSplit, type Split, type Sums } from "./split.ts";
import type { Tree } from "./tree.ts";

export interface GrowOptions {
  readonly data: BinnedRows;
  readonly cuts: readonly Float32Array[];
  /** First and second derivative of the loss by each row's score. */
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  /** Rows and features to grow on, in rising order. */
  readonly rows: Int32Array;
  readonly features: Int32Array;
  readonly leaves: number;
  readonly depth: number;
  readonly minRows: number;
  /** Pull of leaf values towards 0. */
  readonly l2: number;
  readonly shrinkage: number;
}

/** A leaf that may still be divided. */
interface Leaf {
  readonly node: number;
  readonly depth: number;
  readonly rows: Int32Array;
  readonly sums: Sums;
  readonly histogram: Float64Array;
  readonly split: Split | undefined;
}

/**
 * Grows one tree on binned rows, the leaf with the largest gain first (Ke et al., "LightGBM", 2017), by second-order gains (Chen and
 * Guestrin, arXiv 1603.02754). All sums are float64 in the order of the rows, so a tree is the same wherever it is grown.
 */
export function growTree(options: GrowOptions): Tree {
  const { rows, features, leaves, depth, cuts } = options;
  const nodes = new Nodes(2 * leaves - 1);
  const open: Leaf[] = [];
  const offsets = offsetsOf(options);
  const add = (node: number, level: number, own: Int32Array, histogram: Float64Array) => {
    const sums = sumsOf(own, options);
    nodes.value[node] = leafValue(sums, options);
    const split = level < depth ? bestSplit(histogram, offsets, features, sums, options) : undefined;
    open.push({ node, depth: level, rows: own, sums, histogram, split });
  };
  add(nodes.add(), 0, rows, histogramOf(rows, offsets, options));
  for (let count = 1; count < leaves; count++) {
    const leaf = takeBest(open);
    if (leaf?.split === undefined) break;
    const { node, split } = leaf;
    const [left, right] = divide(leaf.rows, split, missingCode(cuts[split.feature] as Float32Array), options.data);
    const [first, second] = [nodes.add(), nodes.add()];
    const threshold = (cuts[split.feature] as Float32Array)[split.bin] as number;
    nodes.divide(node, split, threshold, first, second);
    // Only the smaller part is counted; the rest is what remains of the whole.
    const small = histogramOf(left.length <= right.length ? left : right, offsets, options);
    const rest = leaf.histogram;
    for (let index = 0; index < rest.length; index++) rest[index] = (rest[index] as number) - (small[index] as number);
    add(first, leaf.depth + 1, left, left.length <= right.length ? small : rest);
    add(second, leaf.depth + 1, right, left.length <= right.length ? rest : small);
  }
  return nodes.tree();
}

/** Float32, as the exported model has it. */
function leafValue({ gradient, hessian }: Sums, { l2, shrinkage }: GrowOptions): number {
  return Math.fround((-shrinkage * gradient) / (hessian + l2));
}

function takeBest(open: Leaf[]): Leaf | undefined {
  let best = -1;
  for (const [index, { split }] of open.entries()) {
    if (split !== undefined && split.gain > (open[best]?.split?.gain ?? 0)) best = index;
  }
  return best === -1 ? undefined : open.splice(best, 1)[0];
}

function sumsOf(rows: Int32Array, { gradients, hessians }: GrowOptions): Sums {
  let [gradient, hessian] = [0, 0];
  for (const row of rows) {
    gradient += gradients[row] as number;
    hessian += hessians[row] as number;
  }
  return { gradient, hessian, count: rows.length };
}

/** Where each feature begins in a histogram, and where the last one ends: gradient, hessian and count of each bin. */
function offsetsOf({ features, cuts }: GrowOptions): Int32Array {
  const offsets = new Int32Array(features.length + 1);
  features.forEach((feature, index) => {
    offsets[index + 1] = (offsets[index] as number) + (missingCode(cuts[feature] as Float32Array) + 1) * 3;
  });
  return offsets;
}

function histogramOf(
  rows: Int32Array,
  offsets: Int32Array,
  { data, features, gradients, hessians }: GrowOptions,
): Float64Array {
  const histogram = new Float64Array(offsets[features.length] as number);
  // Gathered once, they are read one after the other for every feature.
  const [first, second] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let place = 0; place < rows.length; place++) {
    first[place] = gradients[rows[place] as number] as number;
    second[place] = hessians[rows[place] as number] as number;
  }
  for (let index = 0; index < features.length; index++) {
    const start = offsets[index] as number;
    const column = (features[index] as number) * data.rows;
    for (let place = 0; place < rows.length; place++) {
      const slot = start + (data.codes[column + (rows[place] as number)] as number) * 3;
      histogram[slot] = (histogram[slot] as number) + (first[place] as number);
      histogram[slot + 1] = (histogram[slot + 1] as number) + (second[place] as number);
      histogram[slot + 2] = (histogram[slot + 2] as number) + 1;
    }
  }
  return histogram;
}

function divide(
  rows: Int32Array,
  { feature, bin, missingLeft, leftCount }: Split,
  missing: number,
  data: BinnedRows,
): [Int32Array, Int32Array] {
  const left = new Int32Array(leftCount);
  const right = new Int32Array(rows.length - leftCount);
  let [a, b] = [0, 0];
  for (const row of rows) {
    const code = data.codes[feature * data.rows + row] as number;
    if (code === missing ? missingLeft : code <= bin) left[a++] = row;
    else right[b++] = row;
  }
  return [left, right];
}

/** The tree's nodes as they come. */
class Nodes {
  readonly value: Float32Array;
  readonly #feature: Int32Array;
  readonly #threshold: Float32Array;
  readonly #missingLeft: Uint8Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  #count = 0;

  constructor(limit: number) {
    this.value = new Float32Array(limit);
    this.#feature = new Int32Array(limit).fill(-1);
    this.#threshold = new Float32Array(limit);
    this.#missingLeft = new Uint8Array(limit);
    this.#left = new Int32Array(limit);
    this.#right = new Int32Array(limit);
  }

  add(): number {
    return this.#count++;
  }

  divide(node: number, { feature, missingLeft }: Split, threshold: number, left: number, right: number): void {
    this.value[node] = 0;
    this.#feature[node] = feature;
    this.#threshold[node] = threshold;
    this.#missingLeft[node] = missingLeft ? 1 : 0;
    this.#left[node] = left;
    this.#right[node] = right;
  }

  tree(): Tree {
    const count = this.#count;
    return {
      feature: this.#feature.slice(0, count),
      threshold: this.#threshold.slice(0, count),
      missingLeft: this.#missingLeft.slice(0, count),
      left: this.#left.slice(0, count),
      right: this.#right.slice(0, count),
      value: this.value.slice(0, count),
    };
  }
}

/**
 * A regression tree. Node 0 is the root; children come after their parent. An inner node sends a row left where its feature is at most
 * the threshold, and a missing value (NaN) where it learned to.
 */
export interface Tree {
  /** -1 at a leaf. */
  readonly feature: Int32Array;
  /** Float32, so that a runtime that compares in float32 decides alike. */
  readonly threshold: Float32Array;
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What a leaf adds to the score; 0 at inner nodes. */
  readonly value: Float32Array;
}

/** Trees that add up to scores: tree number t adds to score t modulo the number of scores. */
export interface Forest {
  /** Features of a row. */
  readonly width: number;
  readonly trees: readonly Tree[];
  /** The scores before any tree. */
  readonly base: readonly number[];
}

/**
 * Scores of rows, float64 sums in the order of the trees.
 * @param features float32 [rows, width], NaN where a value is missing
 * @returns [rows, scores]
 */
export function forestScores({ trees, base, width }: Forest, features: Float32Array): Float64Array {
  const rows = features.length / width;
  const outputs = base.length;
  const scores = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) scores.set(base, row * outputs);
  trees.forEach((tree, index) => {
    const output = index % outputs;
    for (let row = 0; row < rows; row++) {
      const place = row * outputs + output;
      scores[place] = (scores[place] as number) + leafValue(tree, features, row * width);
    }
  });
  return scores;
}

function leafValue(
  { feature, threshold, missingLeft, left, right, value }: Tree,
  features: Float32Array,
  start: number,
): number {
  let node = 0;
  for (let column = feature[0] as number; column >= 0; column = feature[node] as number) {
    const x = features[start + column] as number;
    const goesLeft = Number.isNaN(x) ? missingLeft[node] === 1 : x <= (threshold[node] as number);
    node = (goesLeft ? left[node] : right[node]) as number;
  }
  return value[node] as number;
}

/** One forest whose scores are the mean of several forests' scores. */
export function meanForest(forests: readonly Forest[]): Forest {
  const [first] = forests;
  if (first === undefined) throw new RangeError("A mean needs a forest.");
  const share = 1 / forests.length;
  return {
    width: first.width,
    // Each forest's trees come in whole rounds, so that a tree's place still tells its score.
    trees: forests.flatMap(({ trees }) =>
      trees.map((tree) => ({ ...tree, value: tree.value.map((value) => value * share) })),
    ),
    base: first.base.map((_, output) => forests.reduce((sum, { base }) => sum + (base[output] ?? 0) * share, 0)),
  };
}

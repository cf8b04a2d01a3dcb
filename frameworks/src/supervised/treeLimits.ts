/** Rows that trees learn from at most, codes that they may take (bytes), and scores that are kept of them (16 bytes each). */
const MAX_ROWS = 1_000_000;
const MAX_CODES = 400_000_000;
const MAX_SCORES = 20_000_000;
/** Rows that one tree sees at most. */
const TREE_ROWS = 200_000;

/** In haste: values that one tree sees, and rows that all trees score: half a minute each at most; values that all trees may see. */
const HASTY_TREE_VALUES = 5_000_000;
const HASTY_SCORED = 250_000_000;
const HASTY_VALUES = 10_000_000_000;
/** Fewer rows than these teach a tree too little. */
const LEAST_ROWS = 100_000;
const LEAST_TREE_ROWS = 20_000;

interface Work {
  readonly rounds: number;
  /** Features of a row. */
  readonly width: number;
  /** Scores of a row, as the problem has them. */
  readonly outputs: number;
}

/** A round grows one tree per score; of two classes it is one. */
const treesPerRound = (outputs: number): number => (outputs === 2 ? 1 : outputs);

/**
 * How many rows boosted trees may learn from, and how many of them each tree.
 * @param hasty keeps the time within bounds too, not the memory alone
 */
export function treeLimits({ rounds, width, outputs, hasty }: Work & { readonly hasty: boolean }): {
  readonly rows: number;
  readonly treeRows: number;
} {
  const trees = treesPerRound(outputs);
  const rows = Math.floor(Math.min(MAX_ROWS, MAX_CODES / width, MAX_SCORES / trees));
  if (!hasty) return { rows, treeRows: TREE_ROWS };
  const scored = Math.floor(HASTY_SCORED / (rounds * trees));
  const seen = Math.floor(HASTY_TREE_VALUES / (width * trees));
  return {
    rows: Math.min(rows, Math.max(LEAST_ROWS, scored)),
    treeRows: Math.min(TREE_ROWS, Math.max(LEAST_TREE_ROWS, seen)),
  };
}

/** Whether trees on a large table end within minutes: not those of very many features or classes. */
export function treesAreAffordable({ rounds, width, outputs }: Work): boolean {
  return rounds * treesPerRound(outputs) * LEAST_TREE_ROWS * width <= HASTY_VALUES;
}

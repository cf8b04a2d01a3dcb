import type { Arena } from "./arena.ts";
import { evaluate, type Returns } from "./evaluate.ts";

type Score = (observations: Float32Array) => Float32Array;

/** Episodes by which it is decided that a policy is good enough to stop. */
const DECIDING_EPISODES = 100;

/** How good a policy is in the episodes to choose by. */
export function validate(arena: Arena, score: Score, episodes = arena.episodes.validation): Returns {
  return evaluate(() => arena.create("validation"), score, { purpose: "validation", episodes });
}

/**
 * Whether a policy earns what was wanted, and not by luck: its mean return less two standard errors does, in more episodes than it
 * was chosen by.
 */
export function isSolved(arena: Arena, score: Score, { mean }: Returns, wanted: number | undefined): boolean {
  if (wanted === undefined || mean < wanted) return false;
  const more = validate(arena, score, Math.max(DECIDING_EPISODES, arena.episodes.validation));
  return more.mean - (2 * more.deviation) / Math.sqrt(more.episodes) >= wanted;
}

/** Random numbers that a move is made of; what they mean depends on what stands when it is made. */
export type Choice = {
  /** Which of the jobs, panels or pools. */
  which: number;
  /** Who acts, and whom it concerns. */
  who: number;
  /** 0 to 99: from 80 on something about the call is wrong. */
  odd: number;
  amount: number;
  /** How much time passes before it. */
  wait: number;
};

export function pick<T>(from: readonly T[], index: number): T | undefined {
  return from.length === 0 ? undefined : from[index % from.length];
}

/** As `pick`, of a list that is never empty. */
export function take<T>(from: readonly T[], index: number): T {
  const found = pick(from, index);
  if (found === undefined) throw new Error("There is nothing to take.");
  return found;
}

/** Whether something is wrong on purpose, one mistake in each of 20 / `kinds` chances. */
export function isOdd({ odd }: Choice, kind: number, kinds: number): boolean {
  return odd >= 80 && (odd - 80) % kinds === kind;
}

/**
 * Seconds until the move: mostly one; now and then a few, until exactly the deadline, or one more.
 *
 * @param deadline Of what it moves, Unix seconds; 0 when it has none.
 */
export function secondsUntil({ wait }: Choice, now: bigint, deadline: bigint): bigint {
  const kind = wait % 20;
  const left = deadline - now;
  if (kind >= 18 && left >= 1n) return kind === 18 ? left : left + 1n;
  return kind >= 16 ? BigInt(wait % 37) + 1n : 1n;
}

/**
 * Lets several speeds be measured by turns and keeps the best of each, so that a neighbour's load disturbs all alike.
 * One round more is not counted: in the first, memory is mapped and caches are filled.
 */
export async function bestOfTurns(turns: readonly (() => Promise<number>)[], rounds: number): Promise<number[]> {
  const best = turns.map(() => 0);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, turn] of turns.entries()) {
      const speed = await turn();
      if (round > 0) best[index] = Math.max(best[index] ?? 0, speed);
    }
  }
  return best;
}

import type { Random } from "../random.ts";

/** So many of the rows at random, all when there are no more, in their order (Knuth, "The Art of Computer Programming" 2, algorithm S). */
export function randomRows(rows: Int32Array, count: number, { uniform }: Pick<Random, "uniform">): Int32Array {
  const chosen = new Int32Array(Math.min(count, rows.length));
  let found = 0;
  for (let index = 0; found < chosen.length; index++) {
    if ((rows.length - index) * uniform() < chosen.length - found) chosen[found++] = rows[index] as number;
  }
  return chosen;
}

import type { Random } from "../random.ts";
import { joinRows } from "../tables/split.ts";

/**
 * Chooses rows that keep their label, each class in proportion to its rows and with one at least.
 * @param rows those to choose from
 * @param labels the class of each row of the table
 * @param wanted at least as many as there are classes
 * @returns rows in rising order; all of them where fewer are there than wanted.
 */
export function drawLabels(
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  wanted: number,
  random: Random,
): Int32Array {
  if (wanted >= rows.length) return rows.slice().sort();
  const groups = Array.from({ length: classes }, (_, label) => rows.filter((row) => labels[row] === label));
  for (const group of groups) random.shuffle(group);
  const counts = groups.map((group) => Math.min(1, group.length));
  let left = wanted - counts.reduce((sum, count) => sum + count, 0);
  // One label after the other goes to the class that lags furthest behind its share.
  for (; left > 0; left--) {
    const lags = groups.map((group, label) => {
      const count = counts[label] as number;
      return count < group.length ? (wanted * group.length) / rows.length - count : Number.NEGATIVE_INFINITY;
    });
    const next = lags.indexOf(Math.max(...lags));
    counts[next] = (counts[next] as number) + 1;
  }
  return joinRows(...groups.map((group, label) => group.subarray(0, counts[label])));
}

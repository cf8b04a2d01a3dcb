import type { Random } from "../random.ts";

/** Beyond so many rows an order of all costs more than looking for rows that are not drawn yet. */
const MANY_ROWS = 1_000_000;

/** Row numbers, in rising order: all of them, or as many as `limit` drawn without replacement. */
export function sampleRows(rows: number, limit: number, random: Random): Int32Array {
  if (rows > MANY_ROWS && limit < rows / 2) return drawRows(rows, limit, random);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  return rows <= limit ? order : random.shuffle(order).slice(0, limit).sort();
}

function drawRows(rows: number, count: number, random: Random): Int32Array {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(random.below(rows));
  return Int32Array.from(drawn).sort();
}

import type { Random } from "../random.ts";

/** Row numbers, in rising order: all of them, or as many as `limit` drawn without replacement. */
export function sampleRows(rows: number, limit: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  return rows <= limit ? order : random.shuffle(order).slice(0, limit).sort();
}

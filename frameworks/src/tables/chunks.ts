import type { FeatureMatrix } from "./featureMatrix.ts";

/** Rows that are held at a time, and values of them: 4 MiB. */
const CHUNK_ROWS = 16_384;
const CHUNK_VALUES = 1 << 20;

/** How many rows of a width to hold at a time: of wide ones, such as images or texts, fewer. */
export const rowsAtOnce = (width: number, most: number = CHUNK_ROWS): number =>
  Math.max(1, Math.min(most, Math.floor(CHUNK_VALUES / width)));

/** Rows that follow each other in a list of positions. */
export interface Chunk {
  /** float32 [rows, width] */
  readonly features: Float32Array;
  /** The positions that were read. */
  readonly positions: Int32Array;
  /** Place of the first of them in the list. */
  readonly start: number;
}

/** Reads rows part by part, in the order given, so that never all are in memory. */
export async function* chunksOf(
  matrix: Pick<FeatureMatrix, "read" | "width">,
  positions: Int32Array,
  rows: number = rowsAtOnce(matrix.width),
): AsyncGenerator<Chunk> {
  for (let start = 0; start < positions.length; start += rows) {
    const part = positions.subarray(start, start + rows);
    yield { features: await matrix.read(part), positions: part, start };
  }
}

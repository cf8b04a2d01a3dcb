import type { FeatureMatrix } from "./featureMatrix.ts";

/** Rows that are held at a time. */
const CHUNK_ROWS = 16_384;

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
  matrix: Pick<FeatureMatrix, "read">,
  positions: Int32Array,
  rows: number = CHUNK_ROWS,
): AsyncGenerator<Chunk> {
  for (let start = 0; start < positions.length; start += rows) {
    const part = positions.subarray(start, start + rows);
    yield { features: await matrix.read(part), positions: part, start };
  }
}

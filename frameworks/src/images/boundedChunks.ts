import { type Chunk, chunksOf } from "../tables/chunks.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";

/** Values of the rows that are read at a time: 4 MiB. */
const CHUNK_VALUES = 1 << 20;

/** Reads rows part by part, in the order given: of wide rows, such as images, fewer at a time. */
export function boundedChunks(matrix: FeatureMatrix, rows: Int32Array): AsyncGenerator<Chunk> {
  return chunksOf(matrix, rows, Math.max(1, Math.floor(CHUNK_VALUES / matrix.width)));
}

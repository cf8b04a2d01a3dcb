import { type Chunk, chunksOf } from "../tables/chunks.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";

/** Reads rows part by part, in the order given: of wide rows, such as images, fewer at a time. */
export const boundedChunks = (matrix: FeatureMatrix, rows: Int32Array): AsyncGenerator<Chunk> => chunksOf(matrix, rows);

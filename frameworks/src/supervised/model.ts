import type { Tape, Value } from "../autodiff/tape.ts";
import { chunksOf, rowsAtOnce } from "../tables/chunks.ts";
import type { FeatureForm } from "../tables/encoders.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";

/** A trained model: it scores rows, and enters a graph. */
export interface Model {
  /** The form of the features that it takes. */
  readonly form: FeatureForm;
  /** Makes it ready to score rows. */
  open(): Promise<Scorer>;
  /** Adds its nodes. @returns scores float32 [N, outputs] */
  addTo(tape: Tape, features: Value, free: (name: string) => string): Value;
}

export interface Scorer {
  /** Scores float32 [rows, outputs] of features [rows, width]. */
  score(features: Float32Array): Promise<Float32Array> | Float32Array;
  release(): Promise<void>;
}

const CHUNK_ROWS = 8_192;

/** Scores of rows, wherever they are: float32 [rows, outputs]. */
export async function scoreRows(
  scorer: Scorer,
  matrix: FeatureMatrix,
  rows: Int32Array,
  outputs: number,
): Promise<Float32Array> {
  const scores = new Float32Array(rows.length * outputs);
  for await (const { features, start } of chunksOf(matrix, rows, rowsAtOnce(matrix.width, CHUNK_ROWS))) {
    scores.set(await scorer.score(features), start * outputs);
  }
  return scores;
}

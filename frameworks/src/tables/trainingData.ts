import type { DataBlocks, DataSource } from "../runner/data.ts";
import type { FeatureMatrix } from "./featureMatrix.ts";

/** Rows to train on: in memory they are copied once and a session picks from them; from disk they are read step by step. */
export async function trainingData(
  matrix: FeatureMatrix,
  train: Int32Array,
  problem: { targets(rows: Int32Array): BigInt64Array | Float32Array },
): Promise<DataBlocks | DataSource> {
  if (matrix.whole !== undefined) return { features: await matrix.read(train), targets: problem.targets(train) };
  return {
    rows: train.length,
    async read(wanted) {
      const positions = Int32Array.from(wanted, (row) => train[Number(row)] ?? 0);
      return { features: await matrix.read(positions), targets: problem.targets(positions) };
    },
  };
}

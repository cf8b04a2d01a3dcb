import type { ReadyMatrix } from "../../tables/featureMatrix.ts";
import type { Environment } from "./environment.ts";

/**
 * A table as a contextual bandit (Langford and Zhang 2007): a row's features are seen, a class is said, and being right earns 1.
 * Every episode is one row, that of the seed's number; which class would have been right is not told.
 * @param positions of the rows in the matrix
 * @param labels the class number of each row of the matrix
 */
export function tableEnvironment({
  matrix,
  positions,
  labels,
  names,
  classes,
}: {
  matrix: ReadyMatrix;
  positions: Int32Array;
  labels: Int32Array;
  names: readonly string[];
  classes: readonly string[];
}): Environment {
  let position = 0;
  let observation: Float32Array = new Float32Array();
  return {
    observationSpace: { kind: "box", names },
    actionSpace: { kind: "discrete", names: classes },
    reset({ seed }) {
      position = positions[seed % positions.length] ?? 0;
      observation = matrix.read(Int32Array.of(position));
      return { observation };
    },
    step(action) {
      const reward = action === labels[position] ? 1 : 0;
      return { observation, reward, terminated: true, truncated: false };
    },
  };
}

import type { Environment } from "./environment.ts";

/**
 * A table as a contextual bandit (Langford and Zhang 2007): a row's features are seen, a class is said, and being right earns 1.
 * Every episode is one row, that of the seed's number; which class would have been right is not told.
 * @param features [rows, width]
 * @param labels the class number of each row
 */
export function tableEnvironment({
  features,
  labels,
  names,
  classes,
}: {
  features: Float32Array;
  labels: Int32Array;
  names: readonly string[];
  classes: readonly string[];
}): Environment {
  const width = names.length;
  let row = 0;
  const observation = () => features.subarray(row * width, (row + 1) * width);
  return {
    observationSpace: { kind: "box", names },
    actionSpace: { kind: "discrete", names: classes },
    reset({ seed }) {
      row = seed % labels.length;
      return { observation: observation() };
    },
    step(action) {
      const reward = action === labels[row] ? 1 : 0;
      return { observation: observation(), reward, terminated: true, truncated: false };
    },
  };
}

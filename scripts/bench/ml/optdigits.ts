/** optdigits_accuracy   handwritten digits by writers of whom training has seen none: the official training and test files. */
import { join } from "node:path";
import { trainFile } from "./trainFile.ts";
import type { MlBench } from "./types.ts";

export const optdigits: MlBench = {
  keys: ["optdigits_accuracy"],
  goals: { optdigits_accuracy: { atLeast: 0.97 } },
  async run({ data }) {
    const { metrics } = await trainFile({
      framework: "supervised/tabular",
      path: join(data, "optdigits.tra"),
      testPath: join(data, "optdigits.tes"),
      target: "Class",
      config: {},
    });
    return { optdigits_accuracy: metrics.accuracy ?? 0 };
  },
};

/**
 * optdigits_semi_gain_points   accuracy on the official test file, in percentage points, of a network that learned from 100 labelled
 *                              and 3,723 unlabelled digits, over the same network on the 100 labels alone: its weight decay and noise
 *                              are chosen by cross-validation on these labels. Mean over three draws of the labels.
 */
import { join } from "node:path";
import { trainFile } from "./trainFile.ts";
import type { MlBench } from "./types.ts";

const SEEDS = [1, 2, 3];

export const semi: MlBench = {
  keys: ["optdigits_semi_gain_points"],
  goals: { optdigits_semi_gain_points: { atLeast: 3 } },
  async run({ data }) {
    let sum = 0;
    for (const seed of SEEDS) {
      const { metrics } = await trainFile({
        framework: "semi-supervised/pseudo-label",
        path: join(data, "optdigits.tra"),
        testPath: join(data, "optdigits.tes"),
        target: "Class",
        config: { labels: 100 },
        seed,
      });
      sum += metrics.gainPoints ?? Number.NaN;
    }
    return { optdigits_semi_gain_points: sum / SEEDS.length };
  },
};

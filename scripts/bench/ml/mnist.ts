/**
 * mnist_cnn_accuracy   accuracy of deep/cnn on 2,000 of MNIST's 10,000 test images, trained on the other 8,000 (500 of them choose the
 *                      best epoch). All settings as they come but the split and the epochs.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import { trainingSpec } from "@blacktail/sdk";
import { openInput } from "../../lib/training/files.ts";
import type { MlBench } from "./types.ts";

export const mnist: MlBench = {
  keys: ["mnist_cnn_accuracy"],
  goals: { mnist_cnn_accuracy: { atLeast: 0.975 } },
  async run({ data }) {
    const outDir = await mkdtemp(join(tmpdir(), "blacktail-mnist-"));
    try {
      const images = await openInput(join(data, "mnist-t10k-images-idx3-ubyte.gz"));
      const labels = await openInput(join(data, "mnist-t10k-labels-idx1-ubyte.gz"));
      const spec = trainingSpec({
        family: "deep",
        name: "cnn",
        data: images.stored,
        labels: labels.stored,
        config: { split: { train: 0.75, validation: 0.05, test: 0.2 }, epochs: 10 },
      });
      const inputs = new Map([images, labels].map(({ path, stored }) => [stored.digest as string, path]));
      const { metrics, split } = await trainSpec({ spec, inputs, outDir, threads: 2 });
      if (split.test !== 2_000) throw new Error(`${split.test} images were tested on, not 2,000.`);
      return { mnist_cnn_accuracy: metrics.accuracy ?? 0 };
    } finally {
      await rm(outDir, { recursive: true, force: true });
    }
  },
};

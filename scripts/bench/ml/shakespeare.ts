/**
 * shakespeare_val_nats   mean cross-entropy per character of deep/transformer on the last tenth of tinyshakespeare, trained on the rest:
 *                        windows of 128 characters without overlap, each character once. At most a million parameters; all settings as they
 *                        come but the steps and the split.
 * shakespeare_minutes    wall clock of the training with two threads, from the job's specification to the measured model.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import { trainingSpec } from "@blacktail/sdk";
import { openInput } from "../../lib/training/files.ts";
import type { MlBench } from "./types.ts";

const MOST_PARAMETERS = 1_000_000;

export const shakespeare: MlBench = {
  keys: ["shakespeare_val_nats", "shakespeare_minutes"],
  goals: { shakespeare_val_nats: { atMost: 1.75 }, shakespeare_minutes: { atMost: 15 } },
  async run({ data }) {
    const folder = await mkdtemp(join(tmpdir(), "blacktail-shakespeare-"));
    try {
      const text = await readFile(join(data, "tinyshakespeare.txt"), "utf8");
      const cut = Math.floor(text.length * 0.9);
      const write = async (name: string, part: string) => {
        await writeFile(join(folder, name), part);
        return openInput(join(folder, name));
      };
      const train = await write("train.txt", text.slice(0, cut));
      const test = await write("test.txt", text.slice(cut));
      const spec = trainingSpec({
        family: "deep",
        name: "transformer",
        data: train.stored,
        test: test.stored,
        config: { steps: 5_000, split: { train: 0.97, validation: 0.02, test: 0.01 } },
        limits: { wallSeconds: 7_200, cpuSeconds: 14_400 },
      });
      const inputs = new Map([train, test].map(({ path, stored }) => [stored.digest as string, path]));
      const { metrics, manifest, seconds } = await trainSpec({ spec, inputs, outDir: folder, threads: 2 });
      const { parameters } = manifest.details;
      if (!(Number(parameters) <= MOST_PARAMETERS)) throw new Error(`The model has ${parameters} parameters.`);
      const round = (value: number) => Number(value.toFixed(3));
      return { shakespeare_val_nats: round(metrics.nats ?? Number.NaN), shakespeare_minutes: round(seconds / 60) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

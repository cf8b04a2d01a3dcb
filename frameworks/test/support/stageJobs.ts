import { join } from "node:path";
import type { JobSpec } from "@blacktail/sdk";
import { makeDemoDataset, trainSpec } from "../../src/index.ts";
import { filesJob, type InputFile, writeBars } from "./imageJob.ts";
import { specOf, trainJob, writeCsv } from "./spec.ts";

export interface StageJob {
  readonly spec: JobSpec;
  readonly inputs: Map<string, string>;
}

/** A small job of each framework that trains by optimizer steps, and of one that does not. */
export async function stageJobs(folder: string): Promise<Record<string, () => Promise<StageJob>>> {
  const demo = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
  const verse = writeCsv(folder, "verse.txt", "the rain falls on the river; the river runs to the sea.\n".repeat(40));
  const [images, labels] = writeBars(folder, "bars", 200, 7, 1);
  const bars: InputFile[] = [
    { role: "train", format: "idx", path: images },
    { role: "labels", format: "idx", path: labels },
  ];
  const table = (
    framework: string,
    config: Record<string, unknown>,
    target: { target?: string } = { target: "fails" },
  ) => Promise.resolve(trainJob({ path: demo, framework, config, ...target, limits: { memoryMiB: 1_536 } }));
  const text = { width: 16, heads: 2, layers: 1, context: 16, batchSize: 4, steps: 70, warmup: 5 };
  const acting = (name: string, config: Record<string, unknown>) => {
    const limits = { memoryMiB: 1_024, cpuSeconds: 120, wallSeconds: 120, outputMiB: 64 };
    const framework = `reinforcement/${name}`;
    const spec = specOf({ framework, data: [], config: { environment: "GridWorld", ...config }, seed: 1, limits });
    return Promise.resolve({ spec, inputs: new Map<string, string>() });
  };
  return {
    "supervised/tabular": () => table("supervised/tabular", { members: 2, epochs: 12, rounds: 10 }),
    "supervised/tabular of trees": () => table("supervised/tabular", { model: "trees", members: 1, rounds: 10 }),
    "deep/mlp": () => table("deep/mlp", { width: 16, blocks: 1, epochs: 9 }),
    "deep/cnn": () => filesJob("deep/cnn", bars, { channels: [4], dense: [8], epochs: 5, batchSize: 16 }),
    "deep/transformer": () =>
      Promise.resolve(trainJob({ path: verse, framework: "deep/transformer", format: "text", config: text })),
    "unsupervised/autoencoder": () => table("unsupervised/autoencoder", { hidden: [8], epochs: 8 }, {}),
    "semi-supervised/pseudo-label": () =>
      table("semi-supervised/pseudo-label", { labels: 40, hidden: [8], rounds: 2, teacher: "network" }),
    "semi-supervised/consistency": () => table("semi-supervised/consistency", { labels: 40, hidden: [8], rounds: 2 }),
    "ensemble/bagging": () => table("ensemble/bagging", { members: 3, hidden: [8], epochs: 8 }),
    "ensemble/stacking": () =>
      table("ensemble/stacking", { models: ["linear", "mlp"], hidden: [8], epochs: 6, folds: 3 }),
    "transfer/fine-tuning": async () => {
      const parent = await filesJob("deep/cnn", bars, { channels: [4], dense: [8], epochs: 4, batchSize: 16 });
      const { artifactPath } = await trainSpec({ ...parent, outDir: join(folder, "parent") });
      const files: InputFile[] = [...bars, { role: "parent", format: "onnx", path: artifactPath }];
      return filesJob("transfer/fine-tuning", files, { method: "full", epochs: 4 }, 2);
    },
    "reinforcement/policy-gradient": () => acting("policy-gradient", { steps: 12_000 }),
    "reinforcement/dqn": () => acting("dqn", { steps: 4_000, replay: 1_000, warmUp: 1_500, hidden: [16] }),
  };
}

/**
 * reproducible   whether every framework gives the same artifact, byte for byte, when a spec is run again, and with two threads instead
 *                of one. Small runs on real data; a framework without a case here is an error.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import { trainingSpec } from "@blacktail/sdk";
import { FRAMEWORKS } from "@blacktail/sdk/families";
import { identifyFile, type LocalInput, openInput } from "../../lib/training/files.ts";
import type { MlBench } from "./types.ts";

interface Case {
  /** Family and name. */
  readonly framework: string;
  /** A file of the data folder; none where an environment is learned in. */
  readonly file?: string;
  readonly target?: string;
  readonly config?: Record<string, unknown>;
  /** Frameworks whose models, from the cases before, it learns from. */
  readonly parents?: readonly string[];
}

const iris = { file: "iris.csv", target: "species" };
const digits = { file: "optdigits.tra", target: "Class" };

const CASES: readonly Case[] = [
  { framework: "supervised/tabular", file: "titanic.csv", target: "survived", config: { epochs: 10 } },
  { framework: "supervised/tabular", ...iris, config: { model: "trees", rounds: 10 } },
  { framework: "unsupervised/k-means", ...iris },
  { framework: "unsupervised/mixture", ...iris },
  { framework: "unsupervised/pca", ...iris },
  { framework: "unsupervised/autoencoder", ...iris, config: { epochs: 10 } },
  { framework: "unsupervised/anomaly", ...iris },
  { framework: "semi-supervised/pseudo-label", ...iris, config: { labels: 30, rounds: 2 } },
  { framework: "semi-supervised/consistency", ...iris, config: { labels: 30, rounds: 2 } },
  { framework: "reinforcement/policy-gradient", config: { environment: "CartPole", steps: 8_000 } },
  { framework: "reinforcement/dqn", config: { environment: "GridWorld", steps: 4_000 } },
  { framework: "deep/mlp", ...iris, config: { epochs: 10, width: 32 } },
  { framework: "deep/cnn", ...digits, config: { channels: [8, 16], dense: [32], epochs: 1 } },
  {
    framework: "deep/transformer",
    file: "tinyshakespeare.txt",
    config: { layers: 2, heads: 2, width: 32, context: 32, dropout: 0.1, accumulate: 2, steps: 20 },
  },
  { framework: "transfer/fine-tuning", ...iris, config: { epochs: 5 }, parents: ["deep/mlp"] },
  { framework: "ensemble/bagging", ...iris, config: { members: 3, epochs: 5 } },
  { framework: "ensemble/stacking", ...iris, config: { folds: 3, epochs: 5, rounds: 5 } },
  { framework: "ensemble/voting", ...iris, parents: ["supervised/tabular", "deep/mlp"] },
];

export const reproducible: MlBench = {
  keys: ["reproducible"],
  goals: {},
  async run({ data }) {
    const forgotten = FRAMEWORKS.map(({ family, name }) => `${family}/${name}`).find(
      (framework) => !CASES.some((one) => one.framework === framework),
    );
    if (forgotten !== undefined) throw new Error(`No case tries whether ${forgotten} is reproducible.`);
    const folder = await mkdtemp(join(tmpdir(), "blacktail-reproducible-"));
    try {
      const models = new Map<string, string>();
      let all = true;
      for (const [index, one] of CASES.entries()) {
        const same = await isReproducible(one, data, models, join(folder, String(index)));
        all &&= same;
      }
      return { reproducible: all };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Runs a case three times. A case that fails is told, and the others go on. */
async function isReproducible(one: Case, data: string, models: Map<string, string>, folder: string): Promise<boolean> {
  const digests: string[] = [];
  try {
    for (const [run, threads] of [1, 1, 2].entries()) {
      const { artifactPath, digest } = await train(one, data, models, `${folder}-${run}`, threads);
      digests.push(digest);
      if (run === 0) models.set(one.framework, artifactPath);
    }
  } catch (error) {
    console.error(`${one.framework} cannot be tried:`, error);
    return false;
  }
  if (new Set(digests).size === 1) return true;
  console.error(`${one.framework}: ${digests.join(", ")}`);
  return false;
}

async function train(
  { framework, file, target, config, parents = [] }: Case,
  folder: string,
  models: ReadonlyMap<string, string>,
  outDir: string,
  threads: number,
) {
  const [family, name] = framework.split("/");
  const data: LocalInput | undefined = file === undefined ? undefined : await openInput(join(folder, file));
  const inputs = new Map<string, string>();
  if (data !== undefined) inputs.set(data.stored.digest, data.path);
  const stored = [];
  for (const parent of parents) {
    const path = models.get(parent);
    if (path === undefined) throw new Error(`${framework} learns from ${parent}, which comes later.`);
    const artifact = await identifyFile(path);
    inputs.set(artifact.digest, path);
    stored.push(artifact);
  }
  const spec = trainingSpec({ family, name, data: data?.stored, target, config, parents: stored });
  return trainSpec({ spec, inputs, outDir, threads });
}

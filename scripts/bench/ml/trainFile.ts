import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import { trainingSpec } from "@blacktail/sdk";
import { openInput } from "../../lib/training/files.ts";

/** Trains as a job would, on a table and perhaps a table to test on, and forgets the model. */
export async function trainFile({
  framework,
  path,
  testPath,
  target,
  config,
  seed = 1,
}: {
  /** Family and name, such as "unsupervised/k-means". */
  framework: string;
  path: string;
  testPath?: string;
  target: string;
  config: Record<string, unknown>;
  seed?: number;
}): Promise<{ metrics: Record<string, number> }> {
  const train = await openInput(path);
  const test = testPath === undefined ? undefined : await openInput(testPath);
  const [family, name] = framework.split("/");
  const spec = trainingSpec({
    family,
    name,
    data: train.stored,
    test: test?.stored,
    target,
    config,
    seed,
    limits: { memoryMiB: 2_048, cpuSeconds: 1_200, wallSeconds: 1_200, outputMiB: 64 },
  });
  const files = test === undefined ? [train] : [train, test];
  const inputs = new Map(files.map(({ path: file, stored }) => [stored.digest as string, file]));
  const outDir = await mkdtemp(join(tmpdir(), "blacktail-bench-"));
  try {
    const { metrics } = await trainSpec({ spec, inputs, outDir });
    return { metrics };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

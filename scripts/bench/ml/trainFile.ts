import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainSpec } from "@blacktail/frameworks";
import { digestToCid, JobSpec } from "@blacktail/sdk";

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
  const inputs = new Map<string, string>();
  const use = async (file: string, role: "train" | "test") => {
    const bytes = await readFile(file);
    const digest = `0x${createHash("sha256").update(bytes).digest("hex")}` as const;
    inputs.set(digest, file);
    return { role, format: "csv" as const, target, digest, cid: digestToCid(digest), size: bytes.length };
  };
  const data = [await use(path, "train"), ...(testPath === undefined ? [] : [await use(testPath, "test")])];
  const [family, name] = framework.split("/");
  const spec = JobSpec.parse({
    v: 1,
    kind: "train",
    framework: { family, name, version: "1.0.0", config },
    data,
    seed,
    profile: "fp32-cpu",
    stages: [{}],
    limits: { memoryMiB: 2_048, cpuSeconds: 1_200, wallSeconds: 1_200, outputMiB: 64 },
    requires: {},
    accept: {},
  });
  const outDir = await mkdtemp(join(tmpdir(), "blacktail-bench-"));
  try {
    const { metrics } = await trainSpec({ spec, inputs, outDir });
    return { metrics };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

import { randomInt } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeDemoDataset, trainSpec } from "@blacktail/frameworks";
import {
  canonicalJson,
  inputRoot,
  type Output,
  parseDocument,
  type ReceiptBody,
  type RunReport,
  type Storage,
  TrainingReport,
  trainingSpec,
} from "@blacktail/sdk";
import { type Address, zeroHash } from "viem";
import type { Plan } from "../../lib/training/plan.ts";

const LIMITS = { memoryMiB: 1_024, cpuSeconds: 60, wallSeconds: 60, outputMiB: 16 } as const;
/** How far the claimed accuracy is from the true one, in thousandths: beyond the default tolerance of 20, and nothing that meets the eye. */
const LIE = { least: 40, most: 150 } as const;

/**
 * Trains as any provider would, and writes an output that claims another accuracy than its model has: whoever does the work again sees that
 * it is wrong, whoever only looks at it does not.
 *
 * @param provider Whom the report of the run names.
 * @param folder For the files; they are needed until the job is posted.
 * @returns The training as a job, and what a receipt says of the wrong result, which is in storage.
 */
export async function makeWrongWork(
  storage: Storage,
  provider: Address,
  folder: string,
): Promise<{ plan: Plan; body: ReceiptBody }> {
  const seed = randomInt(2 ** 31);
  const path = join(folder, "data.csv");
  writeFileSync(path, makeDemoDataset({ seed }));
  const data = await storage.put(createReadStream(path));
  const config = { model: "linear", epochs: randomInt(5, 12) };
  const spec = trainingSpec({ data, target: "fails", config, seed, limits: LIMITS });
  const inputs = new Map([[data.digest, path]]);
  const trained = await trainSpec({ spec, inputs, outDir: join(folder, "out"), threads: 1 });

  const { digest: specDigest } = await storage.putJson(spec);
  const model = await storage.put(createReadStream(trained.artifactPath));
  const report = await storage.putJson(parseDocument(TrainingReport, canonicalJson(trained.report)));
  const { metrics, task, split, runtime, seconds } = trained;
  const { accuracy = 0 } = metrics;
  const lie = randomInt(LIE.least, LIE.most) / 1_000;
  const wrong = accuracy + lie <= 1 ? accuracy + lie : accuracy - lie;
  const output: Output = {
    v: 1,
    spec: specDigest,
    stage: 0,
    artifacts: { model, report },
    metrics: { ...metrics, accuracy: wrong },
    task,
    split,
    roots: { state: zeroHash, trace: zeroHash },
  };
  const { digest: outputDigest } = await storage.putJson(output);
  const run: RunReport = {
    v: 1,
    spec: specDigest,
    stage: 0,
    provider,
    runtime: { name: runtime.name, version: runtime.version },
    executionProvider: runtime.executionProvider,
    threads: runtime.threads,
    hardware: runtime.hardware,
    startedAt: new Date(Date.now() - seconds * 1_000).toISOString(),
    finishedAt: new Date().toISOString(),
    seconds,
  };
  const { digest: reportDigest } = await storage.putJson(run);
  const body = {
    inputRoot: inputRoot(spec.data),
    outputDigest,
    stateRoot: zeroHash,
    traceRoot: zeroHash,
    reportDigest,
  };
  return { plan: { spec, inputs }, body };
}

import { mkdirSync } from "node:fs";
import { copyFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Artifact, canonicalJson, identify } from "@blacktail/sdk";
import type { Hex } from "viem";
import { attempt, diskError } from "../data/journal.ts";
import type { ResultRecord } from "../outbox/records.ts";
import type { Computed } from "../run/compute.ts";
import { resultsFolder } from "./folder.ts";

/**
 * Keeps what came of a stage on this disk until the job is final, each file by its digest, so that it can be published, and published again
 * if the storage loses it.
 *
 * @param input `job.input`
 * @returns What the journal is to hold of it.
 * @throws BlacktailError when the disk refuses
 */
export async function keepResult(
  dataDir: string,
  jobId: bigint,
  input: Hex,
  { output, report, body, files, finishedAt }: Computed,
): Promise<ResultRecord> {
  const folder = resultsFolder(dataDir, jobId);
  attempt(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  try {
    const artifacts: Artifact[] = [];
    for (const { path, artifact } of files) {
      await place(path, join(folder, artifact.digest));
      artifacts.push(artifact);
    }
    for (const document of [output, report]) {
      const bytes = canonicalJson(document);
      const artifact = await identify([bytes]);
      await writeFile(join(folder, artifact.digest), bytes, { mode: 0o600 });
      artifacts.push(artifact);
    }
    const { spec: specDigest, stage } = output;
    return { type: "result", jobId: `${jobId}`, stage, specDigest, input, body, artifacts, at: finishedAt };
  } catch (error) {
    throw diskError(folder, error) ?? error;
  }
}

/** A copy, put in its place at once: a later run of the same work begins with an empty folder. */
async function place(from: string, to: string): Promise<void> {
  const part = `${to}.part`;
  try {
    await copyFile(from, part);
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

import { join } from "node:path";
import { type Artifact, BlacktailError, digestToCid, type JobSpec, ModelManifest, type Storage } from "@blacktail/sdk";
import { fetchTo } from "./fetch.ts";
import { type JobFolder, makeJobFolder } from "./folder.ts";
import type { Limits } from "./sandbox.ts";

/** Everything a run needs, on this disk and verified. */
export type Prepared = {
  folder: JobFolder;
  limits: Limits;
  /** Paths by digest. */
  inputs: Map<`0x${string}`, string>;
  model?: { path: string; manifest: ModelManifest };
};

export type PrepareOptions = {
  storage: Storage;
  dataDir: string;
  /** The most that this worker grants, whatever the spec asks. */
  ownLimits: Limits;
  maxDataBytes: number;
  signal: AbortSignal;
};

const MIB = 1_048_576;

/**
 * Fetches a job's inputs and its model, all verified.
 *
 * @throws BlacktailError `WORKER_DATA_REFUSED` for a model that is too large; what storage or the disk says.
 */
export async function prepare(jobId: bigint, spec: JobSpec, options: PrepareOptions): Promise<Prepared> {
  const { storage, signal } = options;
  const folder = makeJobFolder(options.dataDir, jobId);
  const inputs = new Map<`0x${string}`, string>();
  for (const data of spec.data) {
    inputs.set(
      data.digest,
      await fetchTo(storage, artifactOf(data), join(folder.inputs, `${data.digest}.${data.format}`), signal),
    );
  }
  const model = spec.model === undefined ? undefined : await fetchModel(spec.model.digest, folder, options);
  const limits = smaller(spec.limits, options.ownLimits);
  return { folder, limits, inputs, ...(model === undefined ? {} : { model }) };
}

async function fetchModel(digest: `0x${string}`, folder: JobFolder, options: PrepareOptions) {
  const { storage, maxDataBytes, signal } = options;
  const manifest = await storage.getJson(ModelManifest, digestToCid(digest), { signal });
  if (manifest.artifact.size > maxDataBytes) {
    throw refused(`the model has ${manifest.artifact.size} bytes, the most accepted is ${maxDataBytes}`);
  }
  const path = await fetchTo(storage, manifest.artifact, join(folder.inputs, "model.onnx"), signal);
  return { path, manifest };
}

/** For each limit the smaller one. */
function smaller(a: Limits, b: Limits): Limits {
  return {
    memoryMiB: Math.min(a.memoryMiB, b.memoryMiB),
    cpuSeconds: Math.min(a.cpuSeconds, b.cpuSeconds),
    wallSeconds: Math.min(a.wallSeconds, b.wallSeconds),
    outputMiB: Math.min(a.outputMiB, b.outputMiB),
  };
}

function artifactOf({ cid, digest, size }: Artifact): Artifact {
  return { cid, digest, size };
}

export function refused(reason: string): BlacktailError {
  return new BlacktailError({
    code: "WORKER_DATA_REFUSED",
    message: `The job cannot be run: ${reason}.`,
    fix: "Post the job again with data that fits its spec.",
  });
}

export const bytesOfMiB = (mib: number): number => mib * MIB;

import { join } from "node:path";
import { type Artifact, BlacktailError, digestToCid, ModelManifest, type Storage } from "@blacktail/sdk";
import { fetchTo } from "./fetch.ts";
import { type JobFolder, makeJobFolder } from "./folder.ts";
import type { Limits } from "./sandbox.ts";
import { isPassedOn, type StageWork } from "./stageWork.ts";

/** Everything a run needs, on this disk and verified. */
export type Prepared = {
  folder: JobFolder;
  limits: Limits;
  /** Paths by digest. */
  inputs: Map<`0x${string}`, string>;
  model?: { path: string; manifest: ModelManifest };
  /** What the stage before left to go on from; missing in the first, and where there is nothing left to do. */
  checkpoint?: string;
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
 * Fetches what a stage needs, all verified: the spec's inputs, its model, the checkpoint of the stage before.
 *
 * @param name Of the folder, such as the job's id.
 * @throws BlacktailError `WORKER_DATA_REFUSED` for a model or checkpoint that is too large, or a stage before that left nothing; what storage or the
 * disk says.
 */
export async function prepare(
  name: string,
  { spec, before }: Pick<StageWork, "spec" | "before">,
  options: PrepareOptions,
): Promise<Prepared> {
  const { storage, signal } = options;
  const folder = makeJobFolder(options.dataDir, name);
  const inputs = new Map<`0x${string}`, string>();
  const limits = smaller(spec.limits, options.ownLimits);
  if (isPassedOn({ before })) return { folder, limits, inputs };
  for (const data of spec.data) {
    inputs.set(
      data.digest,
      await fetchTo(storage, artifactOf(data), join(folder.inputs, `${data.digest}.${data.format}`), signal),
    );
  }
  const model = spec.model === undefined ? undefined : await fetchModel(spec.model.digest, folder, options);
  const checkpoint = before === undefined ? undefined : await fetchCheckpoint(before, folder, options);
  return {
    folder,
    limits,
    inputs,
    ...(model === undefined ? {} : { model }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
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

async function fetchCheckpoint(
  { digest, output: { artifacts } }: NonNullable<StageWork["before"]>,
  folder: JobFolder,
  { storage, maxDataBytes, signal }: PrepareOptions,
): Promise<string> {
  const { checkpoint } = artifacts;
  if (checkpoint === undefined)
    throw refused(`the output ${digest} of the stage before names neither model nor checkpoint`);
  if (checkpoint.size > maxDataBytes)
    throw refused(`its checkpoint has ${checkpoint.size} bytes, the most accepted is ${maxDataBytes}`);
  return fetchTo(storage, checkpoint, join(folder.inputs, `${checkpoint.digest}.checkpoint`), signal);
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

import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import type { Device } from "@blacktail/frameworks/engine";
import {
  type Artifact,
  BlacktailError,
  inputRoot,
  type JobSpec,
  type Output,
  type Progress,
  parseDocument,
  profileIndex,
  type RunReport,
  type Storage,
  TrainingReport,
} from "@blacktail/sdk";
import { type Address, type Hex, zeroHash } from "viem";
import type { Clock } from "../clock.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { emptyWork } from "./folder.ts";
import { madeFile } from "./madeFile.ts";
import type { Prepared } from "./prepare.ts";
import { runTask } from "./process.ts";
import { inferTask } from "./rehearse.ts";
import { runtimeHere } from "./runtimeHere.ts";
import type { Sandbox } from "./sandbox.ts";
import { MODEL_FILE, PREDICTIONS_FILE, REPORT_FILE, THREADS } from "./tasks.ts";

export type ComputeOptions = {
  jobId: bigint;
  spec: JobSpec;
  specDigest: Hex;
  provider: Address;
  prepared: Prepared;
  storage: Storage;
  sandbox: Sandbox;
  /** What is to compute. */
  device: Device;
  clock: Clock;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
};

type Made = {
  output: Pick<Output, "artifacts" | "metrics"> & Partial<Required<Pick<Output, "task" | "split">>>;
  /** What computed in truth. */
  ran: Pick<RunReport, "runtime" | "executionProvider" | "threads">;
};

/** A document is at most that long. */
const MAX_REPORT_BYTES = 1_048_576;
const INFERENCE = {
  runtime: { name: "node", version: process.version },
  executionProvider: "cpu",
  threads: 1,
} satisfies Made["ran"];

/**
 * Runs the job and publishes what came of it: artifacts, the Output document, the run report.
 *
 * @returns What a receipt needs; everything that it names is in storage.
 */
export async function compute(options: ComputeOptions): Promise<ResultRecord> {
  const { jobId, spec, specDigest, storage, clock, onProgress, signal } = options;
  const startedAt = clock.now();
  emptyWork(options.prepared.folder);
  onProgress(stepOf(spec.kind === "train" ? "training" : "evaluating"));
  const { output: made, ran } = spec.kind === "train" ? await train(options) : await infer(options);
  const finishedAt = clock.now();
  onProgress(stepOf("publishing"));
  const output: Output = { v: 1, spec: specDigest, stage: 0, ...made, roots: { state: zeroHash, trace: zeroHash } };
  const report: RunReport = {
    v: 1,
    spec: specDigest,
    stage: 0,
    provider: options.provider,
    ...ran,
    hardware: hardware(),
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    seconds: (finishedAt - startedAt) / 1_000,
  };
  const outputDocument = await storage.putJson(output, { signal });
  const reportDocument = await storage.putJson(report, { signal });
  return {
    type: "result",
    jobId: `${jobId}`,
    specDigest,
    inputRoot: inputRoot(spec.data),
    outputDigest: outputDocument.digest,
    reportDigest: reportDocument.digest,
    profile: profileIndex(spec.profile),
    at: finishedAt,
  };
}

async function train(options: ComputeOptions): Promise<Made> {
  const { spec, prepared, storage, device } = options;
  const result = await runTask<"train">(
    { kind: "train", spec, inputs: [...prepared.inputs], outDir: prepared.folder.out, device },
    runOptions(options),
  );
  const { digest, metrics, task, split, executionProvider } = result;
  const model = await publish(storage, MODEL_FILE, options);
  if (model.digest !== digest) throw changed(MODEL_FILE);
  const report = await publishReport(options);
  const output = { artifacts: { model, report }, metrics, task, split };
  // The job's own code may have a part in what its process says: what is known here is not asked of it.
  return { output, ran: { runtime: runtimeHere(), executionProvider, threads: THREADS } };
}

async function infer(options: ComputeOptions): Promise<Made> {
  const { spec, prepared, storage } = options;
  const result = await runTask<"infer">(inferTask(spec, prepared), runOptions(options));
  const predictions = await publish(storage, PREDICTIONS_FILE, options);
  return { output: { artifacts: { predictions }, metrics: result.metrics }, ran: INFERENCE };
}

function runOptions({ sandbox, prepared, onProgress, signal }: ComputeOptions) {
  return { sandbox, limits: prepared.limits, folder: prepared.folder, onProgress, signal };
}

/** The report is read as what it should be, and published in canonical form, so that honest providers' reports are one. */
async function publishReport({ prepared, storage, signal }: ComputeOptions): Promise<Artifact> {
  const { path, size } = await madeFile(prepared.folder, REPORT_FILE);
  if (size > MAX_REPORT_BYTES) throw tooLarge(size, "1 MiB");
  return storage.putJson(parseDocument(TrainingReport, await readFile(path)), { signal });
}

async function publish(storage: Storage, name: string, { prepared, signal }: ComputeOptions): Promise<Artifact> {
  const { path, size } = await madeFile(prepared.folder, name);
  if (size > prepared.limits.outputMiB * 1_048_576) {
    throw tooLarge(size, `${prepared.limits.outputMiB} MiB`);
  }
  return storage.put(createReadStream(path), { signal });
}

function tooLarge(size: number, limit: string): BlacktailError {
  return new BlacktailError({
    code: "WORKER_OUTPUT_TOO_LARGE",
    message: `The job made ${size} bytes, its limit is ${limit}.`,
    fix: "Raise limits.outputMiB in the next spec.",
  });
}

function changed(path: string): BlacktailError {
  return new BlacktailError({
    code: "WORKER_OUTPUT_CHANGED",
    message: `${path} is not what the job's process reported: its digest differs.`,
    fix: "Nothing to do: the worker runs the job again.",
    retryable: true,
  });
}

function hardware(): string {
  const processors = cpus();
  return `${processors[0]?.model.trim() ?? "unknown CPU"}, ${processors.length} cores, ${Math.round(totalmem() / 1_048_576)} MiB`;
}

/** A phase's first line, before it has anything to count. */
export function stepOf(phase: Progress["phase"], message?: string): Progress {
  const rest = message === undefined ? {} : { message: message.slice(0, 1_024) };
  return { phase, step: 0, totalSteps: 0, epoch: 0, ...rest };
}

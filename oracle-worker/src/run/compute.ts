import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import {
  type Artifact,
  BlacktailError,
  inputRoot,
  type JobSpec,
  type Output,
  type Progress,
  profileIndex,
  type RunReport,
  type Storage,
} from "@blacktail/sdk";
import { type Address, type Hex, zeroHash } from "viem";
import type { Clock } from "../clock.ts";
import type { ResultRecord } from "../outbox/records.ts";
import { clearOutput } from "./folder.ts";
import type { Prepared } from "./prepare.ts";
import { runTask } from "./process.ts";
import { inferTask } from "./rehearse.ts";
import type { Sandbox } from "./sandbox.ts";

export type ComputeOptions = {
  jobId: bigint;
  spec: JobSpec;
  specDigest: Hex;
  provider: Address;
  prepared: Prepared;
  storage: Storage;
  sandbox: Sandbox;
  clock: Clock;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
};

type Made = { artifacts: Output["artifacts"]; metrics: Output["metrics"]; task?: NonNullable<Output["task"]> };

const RUNTIME = { name: "node", version: process.version } as const;

/**
 * Runs the job and publishes what came of it: artifacts, the Output document, the run report.
 *
 * @returns What a receipt needs; everything that it names is in storage.
 */
export async function compute(options: ComputeOptions): Promise<ResultRecord> {
  const { jobId, spec, specDigest, storage, clock, onProgress, signal } = options;
  const startedAt = clock.now();
  clearOutput(options.prepared.folder);
  onProgress(stepOf(spec.kind === "train" ? "training" : "evaluating"));
  const made = spec.kind === "train" ? await train(options) : await infer(options);
  const finishedAt = clock.now();
  onProgress(stepOf("publishing"));
  const output: Output = { v: 1, spec: specDigest, stage: 0, ...made, roots: { state: zeroHash, trace: zeroHash } };
  const report: RunReport = {
    v: 1,
    spec: specDigest,
    stage: 0,
    provider: options.provider,
    runtime: RUNTIME,
    executionProvider: "cpu",
    threads: 1,
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
  const { spec, prepared, storage } = options;
  const result = await runTask<"train">(
    { kind: "train", spec, inputs: [...prepared.inputs], outDir: prepared.folder.out },
    runOptions(options),
  );
  const model = await publish(storage, result.file, options);
  if (model.digest !== result.digest) throw changed(result.file);
  return { artifacts: { model }, metrics: result.metrics, task: result.task };
}

async function infer(options: ComputeOptions): Promise<Made> {
  const { spec, prepared, storage } = options;
  const result = await runTask<"infer">(inferTask(spec, prepared), runOptions(options));
  return { artifacts: { predictions: await publish(storage, result.file, options) }, metrics: result.metrics };
}

function runOptions({ sandbox, prepared, onProgress, signal }: ComputeOptions) {
  return { sandbox, limits: prepared.limits, folder: prepared.folder.work, onProgress, signal };
}

async function publish(storage: Storage, path: string, { prepared, signal }: ComputeOptions): Promise<Artifact> {
  const { size } = await stat(path);
  if (size > prepared.limits.outputMiB * 1_048_576) {
    throw new BlacktailError({
      code: "WORKER_OUTPUT_TOO_LARGE",
      message: `The job made ${size} bytes, its limit is ${prepared.limits.outputMiB} MiB.`,
      fix: "Raise limits.outputMiB in the next spec.",
    });
  }
  return storage.put(createReadStream(path), { signal });
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

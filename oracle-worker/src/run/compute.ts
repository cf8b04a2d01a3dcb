import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import type { Device } from "@blacktail/frameworks/engine";
import {
  type Artifact,
  BlacktailError,
  canonicalJson,
  digestJson,
  identify,
  inputRoot,
  type Output,
  type Progress,
  parseDocument,
  type ReceiptBody,
  type RunReport,
  TrainingReport,
} from "@blacktail/sdk";
import { type Address, zeroHash } from "viem";
import type { Clock } from "../clock.ts";
import { emptyWork } from "./folder.ts";
import { madeFile } from "./madeFile.ts";
import type { Prepared } from "./prepare.ts";
import { runTask } from "./process.ts";
import { inferTask } from "./rehearse.ts";
import { runtimeHere } from "./runtimeHere.ts";
import type { Sandbox } from "./sandbox.ts";
import { isPassedOn, type StageWork } from "./stageWork.ts";
import { CHECKPOINT_FILE, MODEL_FILE, PREDICTIONS_FILE, progressFile, REPORT_FILE, THREADS } from "./tasks.ts";
import { trainTask } from "./trainTask.ts";

export type ComputeOptions = {
  work: StageWork;
  /** Who the run report names. */
  provider: Address;
  prepared: Prepared;
  sandbox: Sandbox;
  /** What is to compute. */
  device: Device;
  clock: Clock;
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
};

/** A file that a run left, and what it is. */
export type MadeFile = { path: string; artifact: Artifact };

/** What came of a stage. Nothing of it is published yet. */
export type Computed = {
  output: Output;
  report: RunReport;
  /** What a receipt says of it. */
  body: ReceiptBody;
  /** The artifacts that this run made, in the work's folder: the next run there removes them. */
  files: MadeFile[];
  /** Unix ms. */
  finishedAt: number;
};

type Made = {
  output: Omit<Output, "v" | "spec" | "stage" | "roots">;
  files: MadeFile[];
  /** What computed in truth. */
  ran: Pick<RunReport, "runtime" | "executionProvider" | "threads">;
};

/** A document is at most that long. */
const MAX_REPORT_BYTES = 1_048_576;
/** What this process does itself. */
const BY_NODE = {
  runtime: { name: "node", version: process.version },
  executionProvider: "cpu",
  threads: 1,
} satisfies Made["ran"];

/**
 * Does one stage of a job; a training goes on from what an interrupted run of the same stage left in the folder. Equal work gives an equal
 * Output document on machines that compute alike. Nothing leaves this machine.
 *
 * @throws BlacktailError what the run failed with, see `runTask`; `WORKER_OUTPUT_…`
 */
export async function compute(options: ComputeOptions): Promise<Computed> {
  const { work, clock, onProgress } = options;
  const { spec, specDigest, stage, before } = work;
  const startedAt = clock.now();
  emptyWork(options.prepared.folder, progressFile(stage));
  onProgress(stepOf(spec.kind === "train" ? "training" : "evaluating"));
  const { output: made, files, ran } = await run(options);
  const finishedAt = clock.now();
  const output: Output = { v: 1, spec: specDigest, stage, ...made, roots: { state: zeroHash, trace: zeroHash } };
  const report: RunReport = {
    v: 1,
    spec: specDigest,
    stage,
    provider: options.provider,
    ...ran,
    hardware: hardware(),
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    seconds: (finishedAt - startedAt) / 1_000,
  };
  const body: ReceiptBody = {
    inputRoot: inputRoot(spec.data, before?.digest),
    outputDigest: digestJson(output),
    stateRoot: zeroHash,
    traceRoot: zeroHash,
    reportDigest: digestJson(report),
  };
  return { output, report, body, files, finishedAt };
}

function run(options: ComputeOptions): Promise<Made> {
  const { spec, before } = options.work;
  if (before !== undefined && isPassedOn(options.work)) return Promise.resolve(passedOn(before.output));
  return spec.kind === "train" ? train(options) : infer(options);
}

/** The training was finished in an earlier stage: this one says the same, and computes nothing. */
function passedOn({ v: _v, spec: _spec, stage: _stage, roots: _roots, ...output }: Output): Made {
  return { output, files: [], ran: BY_NODE };
}

async function train(options: ComputeOptions): Promise<Made> {
  const { work, prepared, device } = options;
  const result = await runTask<"train">(trainTask(work, prepared, device), runOptions(options));
  const { digest, metrics, executionProvider } = result;
  // The job's own code may have a part in what its process says: what is known here is not asked of it.
  const ran = { runtime: runtimeHere(), executionProvider, threads: THREADS };
  const file = await made(result.finished ? MODEL_FILE : CHECKPOINT_FILE, options);
  if (file.artifact.digest !== digest) throw changed(file.path);
  if (!result.finished) return { output: { artifacts: { checkpoint: file.artifact }, metrics }, files: [file], ran };
  const report = await madeReport(options);
  const artifacts = { model: file.artifact, report: report.artifact };
  return { output: { artifacts, metrics, task: result.task, split: result.split }, files: [file, report], ran };
}

async function infer(options: ComputeOptions): Promise<Made> {
  const result = await runTask<"infer">(inferTask(options.work.spec, options.prepared), runOptions(options));
  const predictions = await made(PREDICTIONS_FILE, options);
  const output = { artifacts: { predictions: predictions.artifact }, metrics: result.metrics };
  return { output, files: [predictions], ran: BY_NODE };
}

function runOptions({ sandbox, prepared, onProgress, signal }: ComputeOptions) {
  return { sandbox, limits: prepared.limits, folder: prepared.folder, onProgress, signal };
}

/** The report is read as what it should be, and kept in canonical form, so that honest providers' reports are one. */
async function madeReport({ prepared }: ComputeOptions): Promise<MadeFile> {
  const { path, size } = await madeFile(prepared.folder, REPORT_FILE);
  if (size > MAX_REPORT_BYTES) throw tooLarge(size, "1 MiB");
  const bytes = canonicalJson(parseDocument(TrainingReport, await readFile(path)));
  await writeFile(path, bytes);
  return { path, artifact: await identify([bytes]) };
}

async function made(name: string, { prepared, signal }: ComputeOptions): Promise<MadeFile> {
  const { path, size } = await madeFile(prepared.folder, name);
  if (size > prepared.limits.outputMiB * 1_048_576) {
    throw tooLarge(size, `${prepared.limits.outputMiB} MiB`);
  }
  return { path, artifact: await identify(createReadStream(path, { signal })) };
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

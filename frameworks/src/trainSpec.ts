import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import {
  canonicalJson,
  digestJson,
  type Framework,
  type JobSpec,
  type Progress,
  Split,
  TaskInfo,
  TrainingReport,
} from "@blacktail/sdk";
import type { ZodSafeParseResult } from "zod";
import { atEdge } from "./edge.ts";
import { problem } from "./errors.ts";
import { runChild } from "./process/host.ts";
import { invalid } from "./process/outcome.ts";
import type { CheckpointOptions, Runtime, StageOptions, StageReply, TrainReply } from "./process/protocol.ts";
import type { Device } from "./runner/device.ts";

export interface TrainArguments {
  readonly spec: JobSpec;
  /** Path of a local copy of each input, by its digest. */
  readonly inputs: ReadonlyMap<string, string>;
  /** Folder for the result; made if it is missing. */
  readonly outDir: string;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Threads for the matrix products. */
  readonly threads?: number | undefined;
  /** Keeps the run's state in a file, so that an interrupted run can go on bit for bit. Default: nothing is kept. */
  readonly checkpoint?: CheckpointOptions | undefined;
  /**
   * What computes. The profile "fp32-cpu" computes on the CPU whatever is there; "fp32-gpu" takes what is found ("auto"), and the CPU
   * where there is nothing. Default: what the spec requires, else "auto".
   */
  readonly device?: Device | "auto" | undefined;
  /** Whether the CPU computes where the device does not. Default: true; else that is an error. */
  readonly fallback?: boolean | undefined;
}

/** What a run knows of its model's manifest: what `manifestOf` of the SDK makes one of, and more about the run. */
type RunManifest = {
  readonly task: TaskInfo;
  readonly artifact: { readonly digest: `0x${string}`; readonly size: number };
  readonly framework: Framework;
  readonly metrics: Readonly<Record<string, number>>;
  readonly data: readonly Pick<JobSpec["data"][number], "role" | "digest">[];
  readonly split: Split;
  readonly seed: number;
  readonly profile: JobSpec["profile"];
  /** Manifest digests of the minted models that it derives from. */
  readonly parents: readonly `0x${string}`[];
  readonly warnings: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
};

export interface TrainResult {
  /** The .onnx file. */
  readonly artifactPath: string;
  /** Its sha-256 and its size in bytes. */
  readonly digest: `0x${string}`;
  readonly size: number;
  /**
   * Measured on rows that training never saw: `split.test` of them. Where that is 0, as in unsupervised learning without a test file, on
   * the rows learned from.
   */
  readonly metrics: Record<string, number>;
  readonly task: TaskInfo;
  readonly split: Split;
  /** Curves and tables to look at. */
  readonly report: TrainingReport;
  /** The file that holds the run's last state, if it was to be kept. */
  readonly checkpointPath?: string;
  readonly warnings: readonly string[];
  readonly seconds: number;
  /** The parts of a ModelManifest that training knows, and what else is worth telling. The same on every machine that computes alike. */
  readonly manifest: RunManifest;
  readonly runtime: Runtime & { readonly hardware: string };
}

/**
 * Trains a model as a job says, in a child process within the job's limits.
 * The same spec, threads and kind of machine give the same bytes.
 * @throws BlacktailError DATA_…, TARGET_…, CONFIG_INVALID, DEVICE_FAILED, FRAMEWORK_…, INPUT_…, LIMIT_…, RUN_…; see docs/errors.md
 *
 * @example
 * const { metrics, artifactPath } = await trainSpec({ spec, inputs: new Map([[digest, "data.csv"]]), outDir: "out" });
 */
export function trainSpec(args: TrainArguments): Promise<TrainResult> {
  return atEdge(async () => resultOf(args, await askToTrain(args)));
}

/** What the child answered, and what is known of the run beside that. */
interface Asked<R> {
  readonly reply: R;
  /** As it is stored. */
  readonly spec: JobSpec;
  readonly modelPath: string;
  readonly seconds: number;
  readonly runtime: Runtime & { readonly hardware: string };
}

/** Has a training done, or one of its stages, by a child process. */
export function askToTrain(args: TrainArguments): Promise<Asked<TrainReply>>;
export function askToTrain(args: TrainArguments, stage: StageOptions): Promise<Asked<TrainReply | StageReply>>;
export async function askToTrain(args: TrainArguments, stage?: StageOptions): Promise<Asked<TrainReply | StageReply>> {
  const { inputs, outDir, onProgress, signal, threads = 1, checkpoint } = args;
  // The spec as it is stored: equal specs have their fields in one order, and so give one artifact, which tells its settings.
  const spec = JSON.parse(new TextDecoder().decode(canonicalJson(args.spec))) as JobSpec;
  if (spec.kind !== "train" || spec.framework === undefined) {
    throw problem(
      "SPEC_INVALID",
      `A job of kind "${spec.kind}" does not train.`,
      'Give a spec of kind "train" with a framework.',
    );
  }
  const device = deviceFor(spec.profile, args.device ?? requiredDevice(spec));
  const started = performance.now();
  const modelPath = join(resolve(outDir), "model.onnx");
  await mkdir(resolve(outDir), { recursive: true });
  const reply = (await runChild(
    {
      command: "train",
      spec,
      inputs: [...inputs].map(([digest, path]) => [digest, resolve(path)] as const),
      modelPath,
      threads,
      device,
      fallback: args.fallback ?? true,
      identity: identityOf(spec),
      checkpoint: checkpoint && { ...checkpoint, path: resolve(checkpoint.path) },
      stage,
    },
    { limits: spec.limits, signal, onProgress },
  )) as TrainReply | StageReply;
  const runtime = { ...reply.runtime, hardware: cpus()[0]?.model ?? "unknown" };
  return { reply, spec, modelPath, seconds: (performance.now() - started) / 1_000, runtime };
}

/** A finished training, checked. @throws BlacktailError OUTCOME_INVALID */
export function resultOf(args: TrainArguments, { reply, spec, modelPath, ...known }: Asked<TrainReply>): TrainResult {
  const { digest, size, metrics, warnings, details } = reply;
  const { framework } = spec;
  if (framework === undefined) throw new TypeError("A training has a framework.");
  const task = checked(TaskInfo, reply.task, "task");
  const split = checked(Split, reply.split, "split");
  const report = checked(TrainingReport, reply.report, "report");
  const data = spec.data.map(({ role, digest: input }) => ({ role, digest: input }));
  const checkpointPath = args.checkpoint && resolve(args.checkpoint.path);
  return {
    artifactPath: modelPath,
    digest,
    size,
    metrics: { ...metrics },
    task,
    split,
    report,
    ...(checkpointPath !== undefined && existsSync(checkpointPath) ? { checkpointPath } : {}),
    warnings: [...warnings, ...reply.notices],
    manifest: {
      task,
      artifact: { digest, size },
      framework,
      metrics,
      data,
      split,
      seed: spec.seed,
      profile: spec.profile,
      parents: spec.data.flatMap(({ manifest }) => manifest ?? []),
      warnings,
      details,
    },
    ...known,
  };
}

/** What a checkpoint must share with the run that goes on from it. Limits say how far a run may get, not where it goes. */
function identityOf({ limits: _limits, ...rest }: JobSpec): string {
  return digestJson(rest);
}

/** @throws BlacktailError PROFILE_UNSUPPORTED for an execution provider that is unknown here. */
function requiredDevice({ requires: { ep = "auto" } }: JobSpec): Device | "auto" {
  if (ep === "auto" || ep === "cpu" || ep === "webgpu" || ep === "cuda") return ep;
  throw problem(
    "PROFILE_UNSUPPORTED",
    `The execution provider "${ep}" is not known here.`,
    'Require "webgpu" or "cuda", or leave the choice to the machine.',
  );
}

/** @throws BlacktailError PROFILE_UNSUPPORTED for a profile that is not trained here, or that rules the device out. */
function deviceFor(profile: JobSpec["profile"], wanted: Device | "auto"): Device | "auto" {
  if (profile === "fp32-gpu") return wanted;
  if (profile !== "fp32-cpu") {
    throw problem(
      "PROFILE_UNSUPPORTED",
      `The profile "${profile}" cannot be trained here.`,
      'Use "fp32-cpu" or "fp32-gpu".',
    );
  }
  if (wanted === "auto" || wanted === "cpu") return "cpu";
  throw problem(
    "PROFILE_UNSUPPORTED",
    `The profile "fp32-cpu" cannot be trained by ${wanted}.`,
    'Use the profile "fp32-gpu", or the CPU.',
  );
}

/** What the process returned, by its schema: a user's own framework may have made anything. */
function checked<T>(schema: { safeParse(value: unknown): ZodSafeParseResult<T> }, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`has a wrong "${[name, ...(issue?.path ?? [])].join(".")}": ${issue?.message}`);
}

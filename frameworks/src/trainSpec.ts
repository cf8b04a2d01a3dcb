import { mkdir } from "node:fs/promises";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import type { JobSpec, Progress, Split, TaskInfo, TrainingReport } from "@blacktail/sdk";
import { atEdge } from "./edge.ts";
import { problem } from "./errors.ts";
import { runChild } from "./process/host.ts";
import type { Runtime, TrainReply } from "./process/protocol.ts";

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
}

export interface TrainResult {
  /** The .onnx file. */
  readonly artifactPath: string;
  /** Its sha-256 and its size in bytes. */
  readonly digest: `0x${string}`;
  readonly size: number;
  /** Measured on rows that training never saw. */
  readonly metrics: Record<string, number>;
  readonly task: TaskInfo;
  readonly split: Split;
  readonly report: TrainingReport;
  readonly warnings: readonly string[];
  readonly seconds: number;
  /** The parts of a ModelManifest that training knows, and what else is worth telling. The same on every machine that computes alike. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly runtime: Runtime & { readonly hardware: string };
}

/**
 * Trains a model as a job says, in a child process within the job's limits.
 * The same spec, threads and kind of machine give the same bytes.
 * @throws BlacktailError DATA_…, TARGET_…, CONFIG_INVALID, FRAMEWORK_…, INPUT_…, LIMIT_…, RUN_…; see docs/errors.md
 *
 * @example
 * const { metrics, artifactPath } = await trainSpec({ spec, inputs: new Map([[digest, "data.csv"]]), outDir: "out" });
 */
export function trainSpec(args: TrainArguments): Promise<TrainResult> {
  return atEdge(() => train(args));
}

async function train({ spec, inputs, outDir, onProgress, signal, threads = 1 }: TrainArguments): Promise<TrainResult> {
  if (spec.kind !== "train" || spec.framework === undefined) {
    throw problem(
      "SPEC_INVALID",
      `A job of kind "${spec.kind}" does not train.`,
      'Give a spec of kind "train" with a framework.',
    );
  }
  if (spec.profile !== "fp32-cpu") {
    throw problem("PROFILE_UNSUPPORTED", `The profile "${spec.profile}" cannot be trained here.`, 'Use "fp32-cpu".');
  }
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
    },
    { limits: spec.limits, signal, onProgress },
  )) as TrainReply;
  const { digest, size, metrics, task, split, report, warnings, details } = reply;
  const data = spec.data.map(({ role, digest: input }) => ({ role, digest: input }));
  return {
    artifactPath: modelPath,
    digest,
    size,
    metrics: { ...metrics },
    task,
    split,
    report,
    warnings,
    seconds: (performance.now() - started) / 1_000,
    manifest: {
      task,
      artifact: { digest, size },
      framework: spec.framework,
      metrics,
      data,
      split,
      seed: spec.seed,
      profile: spec.profile,
      warnings,
      details,
    },
    runtime: { ...reply.runtime, hardware: cpus()[0]?.model ?? "unknown" },
  };
}

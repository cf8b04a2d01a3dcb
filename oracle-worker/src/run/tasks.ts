import type { Device } from "@blacktail/frameworks/engine";
import { Digest, type JobSpec, Output, type Progress, Split, TaskInfo } from "@blacktail/sdk";
import type { Hex } from "viem";
import { z } from "zod";
import type { Limits } from "./sandbox.ts";

/** What the job's process is asked to do; sent as one line of JSON on its stdin. */
export type Task =
  | { kind: "train"; spec: JobSpec; inputs: [Hex, string][]; outDir: string; device: Device }
  | { kind: "infer"; modelPath: string; inputPath: string; outPath: string; task: TaskInfo; limits: Limits }
  | { kind: "devices"; devices: Device[]; limits: Limits };

export type TaskOf<K extends Task["kind"]> = Extract<Task, { kind: K }>;

/** The files that it leaves in the folder for output. */
export const MODEL_FILE = "model.onnx";
export const REPORT_FILE = "report.json";
export const PREDICTIONS_FILE = "predictions.csv";

const DeviceName = z.enum(["cpu", "webgpu", "cuda"]) satisfies z.ZodType<Device>;
const Findings = z.array(z.strictObject({ device: DeviceName, available: z.boolean(), reason: z.string().optional() }));
/** Threads that a training computes with: one, so that it gives the same bytes on machines of any size. */
export const THREADS = 1;

/** What it answers. */
export type TaskResult = {
  train: { digest: Hex; metrics: Output["metrics"]; task: TaskInfo; split: Split; executionProvider: Device };
  infer: { metrics: Output["metrics"]; rows: number };
  devices: z.infer<typeof Findings>;
};

/** Its answer is checked like anything from outside, as it may run the requester's own code. */
export const TASK_RESULT: { [K in Task["kind"]]: (task: TaskOf<K>) => z.ZodType<TaskResult[K]> } = {
  train: ({ device }) =>
    z.strictObject({
      digest: Digest,
      metrics: Output.shape.metrics,
      task: TaskInfo,
      split: Split,
      // What computed in truth: the device that was given, or the CPU where a framework has nothing for that.
      executionProvider: z.enum([device, "cpu"]),
    }),
  infer: () => z.strictObject({ metrics: Output.shape.metrics, rows: z.int().min(0) }),
  devices: () => Findings,
};

/** One line on the process's third descriptor. */
export type Message =
  | { type: "progress"; progress: Progress }
  | { type: "result"; result: unknown }
  | { type: "error"; code: string; message: string; fix: string; retryable: boolean };

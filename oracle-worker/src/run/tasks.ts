import { Digest, type JobSpec, Output, type Progress, Split, TaskInfo } from "@blacktail/sdk";
import type { Hex } from "viem";
import { z } from "zod";
import type { Limits } from "./sandbox.ts";

/** What the job's process is asked to do; sent as one line of JSON on its stdin. */
export type Task =
  | { kind: "train"; spec: JobSpec; inputs: [Hex, string][]; outDir: string }
  | { kind: "infer"; modelPath: string; inputPath: string; outPath: string; task: TaskInfo; limits: Limits };

/** The files that it leaves in the folder for output. */
export const MODEL_FILE = "model.onnx";
export const REPORT_FILE = "report.json";
export const PREDICTIONS_FILE = "predictions.csv";

/** What it answers. */
export type TaskResult = {
  train: { digest: Hex; metrics: Output["metrics"]; task: TaskInfo; split: Split };
  infer: { metrics: Output["metrics"]; rows: number };
};

/** Its answer is checked like anything from outside, as it may run the requester's own code. */
export const TASK_RESULT: { [K in Task["kind"]]: z.ZodType<TaskResult[K]> } = {
  train: z.strictObject({ digest: Digest, metrics: Output.shape.metrics, task: TaskInfo, split: Split }),
  infer: z.strictObject({ metrics: Output.shape.metrics, rows: z.int().min(0) }),
};

/** One line on the process's third descriptor. */
export type Message =
  | { type: "progress"; progress: Progress }
  | { type: "result"; result: unknown }
  | { type: "error"; code: string; message: string; fix: string; retryable: boolean };

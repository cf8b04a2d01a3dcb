import type { JobSpec, Progress, TaskInfo } from "@blacktail/sdk";
import type { Hex } from "viem";
import type { Limits } from "./sandbox.ts";

/** What the job's process is asked to do; sent as one line of JSON on its stdin. */
export type Task =
  | { kind: "train"; spec: JobSpec; inputs: [Hex, string][]; outDir: string }
  | { kind: "infer"; modelPath: string; inputPath: string; outPath: string; task: TaskInfo; limits: Limits };

/** What it answers. `file` is the artifact that it made. */
export type TaskResult = {
  train: { file: string; digest: Hex; metrics: Record<string, number>; task: TaskInfo };
  infer: { file: string; metrics: Record<string, number>; rows: number };
};

/** One line on the process's third descriptor. */
export type Message =
  | { type: "progress"; progress: Progress }
  | { type: "result"; result: unknown }
  | { type: "error"; code: string; message: string; fix: string; retryable: boolean };

import type { Device } from "@blacktail/frameworks/engine";
import { Digest, type JobSpec, Output, type Progress, Split, TaskInfo, VoteFinding } from "@blacktail/sdk";
import type { Hex } from "viem";
import { z } from "zod";
import type { FilesToCompare } from "../compare/compareFiles.ts";
import type { ModelToMeasure } from "../compare/measureModel.ts";
import type { Limits } from "./sandbox.ts";

/** What the job's process is asked to do; sent as one line of JSON on its stdin. */
export type Task =
  | {
      kind: "train";
      spec: JobSpec;
      inputs: [Hex, string][];
      outDir: string;
      device: Device;
      /** Where the stage before left its checkpoint, and where this one leaves its own. */
      stage: { index: number; checkpoint?: string; out: string };
      /** A file for the state within the stage: an interrupted run goes on from it. */
      progress: string;
    }
  | { kind: "infer"; modelPath: string; inputPath: string; outPath: string; task: TaskInfo; limits: Limits }
  | ({ kind: "measure" } & ModelToMeasure)
  | ({ kind: "compare" } & FilesToCompare)
  | { kind: "devices"; devices: Device[]; limits: Limits };

export type TaskOf<K extends Task["kind"]> = Extract<Task, { kind: K }>;

/** The files that it leaves in the folder for output. */
export const MODEL_FILE = "model.onnx";
export const CHECKPOINT_FILE = "stage.checkpoint";
export const REPORT_FILE = "report.json";
export const PREDICTIONS_FILE = "predictions.csv";

/** The file in the folder for work in which a training keeps its state within a stage. */
export const progressFile = (stage: number): string => `progress-${stage}.checkpoint`;
/** Optimizer steps between two of its states: some seconds for most networks. */
export const SAVE_EVERY = 500;

const DeviceName = z.enum(["cpu", "webgpu", "cuda"]) satisfies z.ZodType<Device>;
const Findings = z.array(z.strictObject({ device: DeviceName, available: z.boolean(), reason: z.string().optional() }));
/** Threads that a training computes with: one, so that it gives the same bytes on machines of any size. */
export const THREADS = 1;

type Trained = { digest: Hex; metrics: Output["metrics"]; executionProvider: Device };

/** What it answers. */
export type TaskResult = {
  train:
    | (Trained & { finished: true; task: TaskInfo; split: Split })
    /** At the stage's end; the digest is its checkpoint's. */
    | (Trained & { finished: false });
  infer: { metrics: Output["metrics"]; rows: number };
  measure: { metrics: Output["metrics"] };
  compare: VoteFinding[];
  devices: z.infer<typeof Findings>;
};

/** Its answer is checked like anything from outside, as it may run the requester's own code. */
export const TASK_RESULT: { [K in Task["kind"]]: (task: TaskOf<K>) => z.ZodType<TaskResult[K]> } = {
  train: ({ device }) => {
    const trained = {
      digest: Digest,
      metrics: Output.shape.metrics,
      // What computed in truth: the device that was given, or the CPU where a framework has nothing for that.
      executionProvider: z.enum([device, "cpu"]),
    };
    return z.discriminatedUnion("finished", [
      z.strictObject({ ...trained, finished: z.literal(true), task: TaskInfo, split: Split }),
      z.strictObject({ ...trained, finished: z.literal(false) }),
    ]);
  },
  infer: () => z.strictObject({ metrics: Output.shape.metrics, rows: z.int().min(0) }),
  measure: () => z.strictObject({ metrics: Output.shape.metrics }),
  compare: () => z.array(VoteFinding).min(1).max(8),
  devices: () => Findings,
};

/** One line on the process's third descriptor. */
export type Message =
  | { type: "progress"; progress: Progress }
  | { type: "result"; result: unknown }
  | { type: "error"; code: string; message: string; fix: string; retryable: boolean };

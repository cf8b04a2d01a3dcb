import type { JobSpec, Progress, Split, TaskInfo, TrainingReport } from "@blacktail/sdk";
import type { Wish } from "../language/writer.ts";
import type { Device, DeviceFinding } from "../runner/device.ts";

/** Where a run keeps its state. */
export interface CheckpointOptions {
  /** A file; made by the first save, replaced by each later one. */
  readonly path: string;
  /** Optimizer steps between two saves. */
  readonly every: number;
  /** Goes on from what the file holds, if it is there. Default: such a file is deleted. */
  readonly resume?: boolean | undefined;
}

/** Which part of a training is to be done, by its job's stages. */
export interface StageOptions {
  /** From 0. */
  readonly index: number;
  /** The file that the stage before left. */
  readonly checkpoint?: string | undefined;
  /** Where this one's is written. */
  readonly out: string;
}

/** What the child is asked to do; sent once, as its first message. */
export type Request =
  | {
      readonly command: "train";
      readonly spec: JobSpec;
      /** Digest and path of each input. */
      readonly inputs: readonly (readonly [string, string])[];
      readonly modelPath: string;
      readonly threads: number;
      /** What should compute; "auto" takes what is found. */
      readonly device: Device | "auto";
      /** Whether the CPU may compute what the device cannot. */
      readonly fallback: boolean;
      /** What a checkpoint must share with a run that goes on from it. */
      readonly identity: string;
      readonly checkpoint: CheckpointOptions | undefined;
      /** Default: the whole training. */
      readonly stage: StageOptions | undefined;
    }
  | {
      readonly command: "device";
      /** To be tried. */
      readonly device: Device;
    }
  | {
      readonly command: "evaluate";
      readonly spec: JobSpec;
      readonly inputs: readonly (readonly [string, string])[];
      readonly modelPath: string;
      readonly task: TaskInfo;
      readonly threads: number;
      readonly maxModelBytes: number;
    }
  | {
      readonly command: "infer";
      readonly modelPath: string;
      readonly inputPath: string;
      readonly outPath: string;
      readonly task: TaskInfo;
      readonly maxModelBytes: number;
    }
  | {
      readonly command: "generate";
      readonly modelPath: string;
      readonly maxModelBytes: number;
      readonly wish: Wish;
    };

export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** What computed in truth, at least the heavy part. */
  readonly executionProvider: Device;
  readonly threads: number;
}

/** A finished training. */
export interface TrainReply {
  /** Marks it, beside a stage that ended before. */
  readonly model: true;
  readonly digest: `0x${string}`;
  readonly size: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly task: TaskInfo;
  readonly split: Split;
  readonly report: TrainingReport;
  readonly warnings: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly runtime: Runtime;
  /** Sentences about this machine, such as that it has no GPU; they are no part of the result. */
  readonly notices: readonly string[];
}

/** A training that came to a stage's end. */
export interface StageReply {
  /** Of the checkpoint. */
  readonly digest: `0x${string}`;
  readonly size: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly runtime: Runtime;
  readonly notices: readonly string[];
}

export interface InferReply {
  readonly rows: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface EvaluateReply {
  readonly metrics: Readonly<Record<string, number>>;
}

export interface GenerateReply {
  readonly text: string;
}

export type Reply = TrainReply | StageReply | InferReply | EvaluateReply | GenerateReply | DeviceFinding;

/** What the child answers: any number of progress lines or pieces of text, then one result or one error. */
export type Message =
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "result"; readonly result: Reply }
  | {
      readonly type: "error";
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly fix: string;
        readonly retryable: boolean;
      };
    };

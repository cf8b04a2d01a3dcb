import type { JobSpec, Progress, Split, TaskInfo, TrainingReport } from "@blacktail/sdk";

/** What the child is asked to do; sent once, as its first message. */
export type Request =
  | {
      readonly command: "train";
      readonly spec: JobSpec;
      /** Digest and path of each input. */
      readonly inputs: readonly (readonly [string, string])[];
      readonly modelPath: string;
      readonly threads: number;
    }
  | {
      readonly command: "infer";
      readonly modelPath: string;
      readonly inputPath: string;
      readonly outPath: string;
      readonly task: TaskInfo;
      readonly maxModelBytes: number;
    };

export interface Runtime {
  readonly name: string;
  readonly version: string;
  readonly executionProvider: string;
  readonly threads: number;
}

export interface TrainReply {
  readonly digest: `0x${string}`;
  readonly size: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly task: TaskInfo;
  readonly split: Split;
  readonly report: TrainingReport;
  readonly warnings: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly runtime: Runtime;
}

export interface InferReply {
  readonly rows: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** What the child answers: any number of progress lines, then one result or one error. */
export type Message =
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "result"; readonly result: TrainReply | InferReply }
  | {
      readonly type: "error";
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly fix: string;
        readonly retryable: boolean;
      };
    };

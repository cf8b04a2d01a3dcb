import type { JobSpec, Progress, TaskInfo } from "@blacktail/sdk";

/** What a family's training gets: a checked spec, local copies of its inputs, and a place to report to. */
export interface TrainContext {
  readonly spec: JobSpec;
  /** Path of each input, by its digest; the content has been checked. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly threads: number;
  onProgress(progress: Progress): void;
}

/** What a family's training yields. Nothing in it depends on when or where it ran. */
export interface TrainOutcome {
  /** The .onnx file's bytes. */
  readonly model: Uint8Array;
  /** Measured on rows that the training never saw. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly task: TaskInfo;
  /** Sentences for the user: columns left out, rows dropped. */
  readonly warnings: readonly string[];
  /** More about the run for the manifest: rows per part, the model chosen. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** One way to train. A new family is a module that exports this, and a line in `families.ts`. */
export interface Family {
  readonly family: string;
  readonly name: string;
  readonly version: string;
  /** @throws BlacktailError CONFIG_INVALID */
  checkConfig(config: unknown): void;
  train(context: TrainContext): Promise<TrainOutcome>;
}

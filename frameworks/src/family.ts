import type { JobSpec, Progress, Split, TaskInfo, TrainingReport } from "@blacktail/sdk";
import type { Checkpoints } from "./runner/checkpoints.ts";
import type { Device } from "./runner/device.ts";

/** What a family's training gets: a checked spec, local copies of its inputs, and a place to report to. */
export interface TrainContext {
  readonly spec: JobSpec;
  /** Path of each input, by its digest; the content has been checked. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly threads: number;
  /** What computes the training graphs; the artifact runs anywhere. */
  readonly device: Device;
  /** Where a run keeps its state, and finds that of a run which was interrupted. */
  readonly checkpoints: Checkpoints;
  /** An empty folder for what does not fit in memory; it is deleted afterwards. */
  readonly scratch: string;
  onProgress(progress: Progress): void;
}

/** What a family's training yields. Nothing in it depends on when or where it ran. */
export interface TrainOutcome {
  /** The .onnx file's bytes. */
  readonly model: Uint8Array;
  /**
   * Measured on rows that the training never saw: `split.test` of them. Where that is 0, as in unsupervised learning without a test file,
   * on the rows learned from.
   */
  readonly metrics: Readonly<Record<string, number>>;
  readonly task: TaskInfo;
  readonly split: Split;
  /** Curves and tables to look at. */
  readonly report: TrainingReport;
  /** Sentences for the user: columns left out, rows dropped. */
  readonly warnings: readonly string[];
  /** More about the run for the local manifest: the model chosen, sizes. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** One way to train. A new family is a module that exports this as its default, given to a job or named in `families.ts`. */
export interface Family {
  readonly family: string;
  readonly name: string;
  readonly version: string;
  /** @throws BlacktailError CONFIG_INVALID */
  checkConfig(config: unknown): void;
  train(context: TrainContext): Promise<TrainOutcome>;
}

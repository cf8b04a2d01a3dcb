import type { TaskInfo } from "@blacktail/sdk";
import { problem } from "../errors.ts";
import type { Tensor } from "../runner/onnxruntime.ts";
import { classesOutput } from "./classesOutput.ts";
import { embeddingOutput } from "./embeddingOutput.ts";
import { quantityOutput } from "./quantityOutput.ts";

/** Measures predictions against what the file says is true. */
export interface Score {
  add(truths: readonly string[], results: Readonly<Record<string, Tensor>>): void;
  /** Undefined when there is nothing to measure. */
  metrics(): Record<string, number> | undefined;
}

/** How the results of one kind of model become lines of CSV and metrics. */
export interface ModelOutput {
  /** Names of the model's outputs. */
  readonly names: readonly string[];
  /** Names of the columns to write. */
  readonly header: readonly string[];
  /**
   * The cells of each row, as `header` orders them.
   * @throws BlacktailError MODEL_UNLIKE_TASK when a tensor has another type or size.
   */
  cells(results: Readonly<Record<string, Tensor>>, rows: number): string[][];
  /** Absent where there is no truth to compare with. */
  score?(decimalComma: boolean): Score;
}

/**
 * The writer for what a model returns.
 * @throws BlacktailError TASK_UNSUPPORTED
 */
export function outputOf(task: TaskInfo): ModelOutput {
  switch (task.kind) {
    case "classification":
    case "clustering":
    case "control":
      return classesOutput(task.kind, task.classes ?? []);
    case "regression":
    case "anomaly":
      return quantityOutput(task.kind);
    case "embedding":
      return embeddingOutput(task.dimensions ?? 0);
    case "generation":
      throw problem("TASK_UNSUPPORTED", "A model of generation gives no table.", "Let it write on from a text.");
  }
}

import type { TaskInfo } from "@blacktail/sdk";
import { problem } from "../errors.ts";
import type { Tensor } from "../runner/onnxruntime.ts";
import { columnsInput } from "./columnsInput.ts";
import { imageInput } from "./imageInput.ts";

/** Some rows of a file as the model takes them. */
export interface Batch {
  readonly rows: number;
  /** A tensor for each of the input's `names`. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** The rows' true values as the file writes them, empty where there is none; absent when the file has none at all. */
  readonly truths?: readonly string[];
}

/** A file that is open for reading. */
export interface Batches {
  readonly batches: AsyncIterable<Batch>;
  /** Whether "3,14" is a number in `truths`. */
  readonly decimalComma: boolean;
}

/** How the files of one kind of input become tensors. */
export interface ModelInput {
  /** Names of the model's inputs. */
  readonly names: readonly string[];
  /** @throws BlacktailError DATA_… */
  open(path: string): Promise<Batches>;
}

/**
 * The reader for what a model takes.
 * @throws BlacktailError TASK_UNSUPPORTED
 */
export function inputOf(task: TaskInfo): ModelInput {
  if (task.columns !== undefined) return columnsInput(task.columns, task.target);
  if (task.image !== undefined) return imageInput(task.image);
  throw problem(
    "TASK_UNSUPPORTED",
    `A model of ${task.kind} that takes a text cannot be run on a file here.`,
    "Use a model that takes images or the columns of a table.",
  );
}

import type { TaskInfo } from "@blacktail/sdk";
import type { Tensor } from "../runner/onnxruntime.ts";
import type { Target } from "../tables/target.ts";

/** The parent's inputs, by name. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** Examples to learn from, in the form that the parent takes. */
export interface Examples {
  readonly rows: number;
  /** The parent's inputs for some of them, part by part. @param rows positions in rising order */
  parts(rows: Int32Array): AsyncGenerator<{ readonly rows: Int32Array; readonly feeds: Feeds }>;
  /** Of a table: the parent's inputs with each column, by its position, from examples of its own. */
  readonly mixed?: {
    readonly columns: readonly string[];
    /** Holds some examples in memory. @returns makes the inputs of their places in `rows` */
    hold(rows: Int32Array): Promise<(placesOf: (column: number) => Int32Array) => Feeds>;
  };
  /** A class or quantity for each. */
  readonly target: Target;
  /** Positions in rising order. */
  readonly split: { readonly train: Int32Array; readonly validation: Int32Array; readonly test: Int32Array };
  /** Moved copies of training images, to learn from as well. */
  readonly copies: Int32Array;
  readonly input: Pick<TaskInfo, "columns" | "image">;
  /** The column to predict, where it is one. */
  readonly targetName?: string;
  readonly warnings: readonly string[];
}

/** What is held in memory at most: cells of a table's file; pixels, and the parent's values for all examples. */
export interface Memory {
  readonly cells: number;
  readonly values: number;
}

/** Examples that pass through a model at a time. */
export const CHUNK_ROWS = 256;

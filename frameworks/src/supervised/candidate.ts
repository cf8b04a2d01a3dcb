import type { Curve } from "@blacktail/sdk";
import type { TabularConfig } from "@blacktail/sdk/families";
import type { TrainContext } from "../family.ts";
import type { LoadedTable } from "../tables/loadTable.ts";
import { thinRows } from "../tables/thinRows.ts";
import type { Model } from "./model.ts";
import type { Measure, Problem } from "./problem.ts";

/** A kind of model to try. */
export interface Candidate {
  readonly model: "linear" | "mlp" | "trees";
  /** What to tell of it: sizes, decay. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Steps that one fit will take at most. */
  plan(rows: number): number;
  /** Whether these are optimizer steps, of which checkpoints are kept. */
  readonly kept: boolean;
  fit(options: FitOptions): Promise<Fitted>;
  /** One model whose scores are the mean of several fits' scores. */
  merge(members: readonly Fitted[]): Model;
}

export interface FitOptions {
  readonly table: Pick<LoadedTable, "matrix">;
  readonly problem: Problem;
  /** Positions of rows. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly config: TabularConfig;
  readonly context: TrainContext;
  /** Number of this fit among those of its kind. */
  readonly member: number;
  /** Keeps the time of a fit within bounds; default where the table is large. */
  readonly hasty?: boolean;
  onProgress(progress: FitProgress): void;
}

export interface FitProgress {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly validation: Measure;
}

export interface Fitted {
  readonly model: Model;
  readonly validation: Measure;
  /** Rows that it learned from. */
  readonly rows: number;
  readonly steps: number;
  /** Training and validation loss. */
  readonly curves: readonly Curve[];
}

/** Values that a fit is validated by at most, where they are held in memory; and rows, which tell a loss to half a percent. */
const MAX_VALIDATION_VALUES = 16_000_000;
const MAX_VALIDATION_ROWS = 50_000;

/** Rows that fit in memory, evenly spaced among many. */
export function boundRows(rows: Int32Array, width: number): Int32Array {
  return thinRows(rows, MAX_VALIDATION_VALUES / width);
}

/** Rows by which a fit is validated, evenly spaced among those meant for it. */
export function validationRows(rows: Int32Array, width: number): Int32Array {
  return thinRows(rows, Math.min(MAX_VALIDATION_ROWS, MAX_VALIDATION_VALUES / width));
}

import type { Curve } from "@blacktail/sdk";
import type { TabularConfig } from "@blacktail/sdk/families";
import type { TrainContext } from "../family.ts";
import type { LoadedTable } from "../tables/loadTable.ts";
import type { Model } from "./model.ts";
import type { Measure, Problem } from "./problem.ts";

/** A kind of model to try. */
export interface Candidate {
  readonly model: "linear" | "mlp" | "trees";
  /** What to tell of it: sizes, decay. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Steps that one fit will take at most. */
  plan(rows: number): number;
  fit(options: FitOptions): Promise<Fitted>;
  /** One model whose scores are the mean of several fits' scores. */
  merge(members: readonly Fitted[]): Model;
}

export interface FitOptions {
  readonly table: LoadedTable;
  readonly problem: Problem;
  /** Positions of rows. */
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly config: TabularConfig;
  readonly context: TrainContext;
  /** Number of this fit among those of its kind. */
  readonly member: number;
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
  readonly steps: number;
  /** Training and validation loss. */
  readonly curves: readonly Curve[];
}

/** Rows by which a fit is validated at most, evenly spaced among those meant for it. */
const MAX_VALIDATION_VALUES = 16_000_000;

/** Validation rows that fit in memory. */
export function boundRows(rows: Int32Array, width: number): Int32Array {
  const stride = Math.ceil((rows.length * width) / MAX_VALIDATION_VALUES);
  return stride <= 1 ? rows : rows.filter((_, index) => index % stride === 0);
}

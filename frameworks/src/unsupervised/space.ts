import type { Tape, Value } from "../autodiff/tape.ts";
import type { TrainContext } from "../family.ts";
import { type LoadedTable, type LoadOptions, loadTable } from "../tables/loadTable.ts";
import { timesMatrix } from "../tables/timesMatrix.ts";
import { type PointSet, pointSet } from "./pointSet.ts";
import { scaleOf } from "./scaling.ts";
import { readTruths, type Truths } from "./truths.ts";

/** A table's rows as points, without a column to predict; features times `scale`. */
export interface Space {
  readonly loaded: LoadedTable;
  readonly width: number;
  /** What each feature is multiplied with: float32 [width]; absent where all are 1. */
  readonly scale?: Float32Array;
  /** Some rows, by their positions. */
  pointsAt(positions: Int32Array): PointSet;
  /** Rows that are learned from. */
  readonly train: PointSet;
  /** Rows that metrics are of: those of the test file, or else those learned from. */
  readonly measured: PointSet;
  /** What each measured row is said to be in the target column, if one is named. Never learned from. */
  readonly truths?: Truths;
  readonly warnings: string[];
}

const ALL = { train: 1, validation: 0, test: 0 };

/**
 * Reads a job's table for learning without a target: all rows of the training file teach, and a target column, if the job names
 * one, is left out and only compared with.
 * @param memory what is held in memory at most, as `loadTable` takes it.
 * @throws BlacktailError DATA_…, TARGET_UNKNOWN, INPUT_MISSING
 */
export async function loadSpace(
  context: TrainContext,
  config: {
    readonly ignore: readonly string[];
    readonly keep: readonly string[];
    readonly scaling?: "auto" | "standard" | "none";
    readonly split?: { readonly train: number; readonly validation: number; readonly test: number };
  },
  memory?: LoadOptions["memory"],
): Promise<Space> {
  const compared = await readTruths(context);
  const ignore = compared === undefined ? config.ignore : [...config.ignore, compared.target];
  const loaded = await loadTable(context, {
    target: "none",
    ignore: [...ignore],
    keep: [...config.keep],
    split: config.split ?? ALL,
    // Where values are missing is no likeness.
    missingIndicator: false,
    ...(memory === undefined ? {} : { memory }),
  });
  const { encoders, width, split } = loaded;
  const scale = scaleOf(encoders, width, config.scaling ?? "standard");
  const encoded = await loaded.matrix("scaled");
  const matrix = scale === undefined ? encoded : timesMatrix(encoded, scale);
  const pointsAt = (positions: Int32Array) => pointSet(matrix, positions);
  const train = pointsAt(split.train);
  const positions = split.test.length > 0 ? split.test : split.train;
  const { truths } = compared ?? {};
  const warnings = [...loaded.warnings];
  if (compared !== undefined && truths === undefined) {
    warnings.push(`The column "${compared.target}" has too many different values to compare with.`);
  }
  return {
    loaded,
    width,
    ...(scale === undefined ? {} : { scale }),
    pointsAt,
    train,
    measured: pointsAt(positions),
    ...(truths === undefined
      ? {}
      : { truths: { ...truths, codes: positions.map((position) => truths.codes[position] ?? -1) } }),
    warnings,
  };
}

/** What each measured row is said to be; empty where nothing is said. */
export function truthOf({ truths }: Space): (row: number) => string {
  return (row) => truths?.texts[truths.codes[row] ?? -1] ?? "";
}

/** What to tell the user where only some of the rows were searched, or "". @param what was found and then fitted to all rows */
export function sampleNote({ train }: Space, sampled: number, what: string): string[] {
  return sampled === train.rows
    ? []
    : [
        `The table is large: ${what} with ${sampled} of its ${train.rows} rows, chosen at random, and then fitted to all.`,
      ];
}

/** The same scaling in the exported graph. */
export function scaleFeatures(tape: Tape, features: Value, { scale, width }: Space): Value {
  if (scale === undefined) return features;
  const factors = tape.graph.constant("float32", [width], Array.from(scale));
  return tape.value(tape.graph.node("Mul", [features.name, factors]), features.shape);
}

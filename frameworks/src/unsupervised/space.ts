import type { Tape, Value } from "../autodiff/tape.ts";
import type { TrainContext } from "../family.ts";
import { type LoadedTable, loadTable } from "../tables/loadTable.ts";
import { type Points, takePoints } from "./points.ts";
import { scaleOf } from "./scaling.ts";
import { readTruths } from "./truths.ts";

/** A table's rows as points, without a column to predict. */
export interface Space {
  readonly loaded: LoadedTable;
  /** All rows; features times `scale`. */
  readonly points: Points;
  /** What each feature is multiplied with: float32 [width]; absent where all are 1. */
  readonly scale?: Float32Array;
  /** Rows that are learned from. */
  readonly train: Points;
  /** Positions of the rows that metrics are of: those of the test file, or else those learned from. */
  readonly measured: Int32Array;
  /** What each row is said to be in the target column, if one is named; empty where nothing is said. Never learned from. */
  readonly truths?: readonly string[];
  readonly warnings: string[];
}

const ALL = { train: 1, validation: 0, test: 0 };

/**
 * Reads a job's table for learning without a target: all rows of the training file teach, and a target column, if the job names
 * one, is left out and only compared with.
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
): Promise<Space> {
  const truths = await readTruths(context);
  const ignore = truths === undefined ? config.ignore : [...config.ignore, truths.target];
  const loaded = await loadTable(context, {
    target: "none",
    ignore: [...ignore],
    keep: [...config.keep],
    split: config.split ?? ALL,
    // Where values are missing is no likeness.
    missingIndicator: false,
  });
  const scale = scaleOf(loaded.encoders, loaded.width, config.scaling ?? "standard");
  const { features: values, rows, width, split } = loaded;
  const scaled = scale === undefined ? values : values.map((value, index) => value * (scale[index % width] as number));
  const points = { values: scaled, rows, width };
  const whole = split.train.length === rows;
  return {
    loaded,
    points,
    ...(scale === undefined ? {} : { scale }),
    train: whole ? points : takePoints(points, split.train),
    measured: split.test.length > 0 ? split.test : split.train,
    ...(truths === undefined ? {} : { truths: truths.values }),
    warnings: [...loaded.warnings],
  };
}

/** The same scaling in the exported graph. */
export function scaleFeatures(tape: Tape, features: Value, { scale, points }: Space): Value {
  if (scale === undefined) return features;
  const factors = tape.graph.constant("float32", [points.width], Array.from(scale));
  return tape.value(tape.graph.node("Mul", [features.name, factors]), features.shape);
}

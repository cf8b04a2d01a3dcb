import type { TabularConfig } from "@blacktail/sdk/families";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { createRandom } from "../random.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";
import { type LoadedTable, type LoadOptions, loadTable } from "../tables/loadTable.ts";
import { joinRows } from "../tables/split.ts";
import type { Target } from "../tables/target.ts";
import { timesMatrix } from "../tables/timesMatrix.ts";
import { scaleOf } from "../unsupervised/scaling.ts";
import { drawLabels } from "./drawLabels.ts";

/** Rows with few labels. */
export interface Pool {
  readonly loaded: LoadedTable;
  readonly target: Extract<Target, { kind: "classification" }>;
  /** What each feature is multiplied with, so that a typical one has the deviation 1: float32 [width]. */
  readonly scale: Float32Array;
  /** The features of all rows, multiplied so, wherever they are. */
  readonly matrix: FeatureMatrix;
  /** Positions of rows with a label, and those labels. */
  readonly labelled: Int32Array;
  readonly labels: Int32Array;
  readonly unlabelled: Int32Array;
  /** Rows that training never sees, and their labels; -1 for a class that the training data does not have. */
  readonly test: Int32Array;
  readonly testLabels: Int32Array;
  readonly warnings: string[];
}

interface PoolOptions {
  readonly labels?: number | undefined;
  readonly scaling: "auto" | "standard" | "none";
  readonly split: TabularConfig["split"];
  readonly ignore: readonly string[];
  readonly keep: readonly string[];
}

/** Of a table that has all labels so many are kept, unless a setting says how many. */
const KEPT_SHARE = 0.1;
const KEPT_PER_CLASS = 10;

/**
 * Reads a job's table for learning from few labels. Rows without a value in the target column have no label; with `labels`, all
 * training rows but so many lose theirs. Nothing is set aside for validation: labels are too few, and settings are chosen by
 * cross-validation on them.
 * @throws BlacktailError DATA_…, TARGET_…, CONFIG_INVALID, INPUT_MISSING
 */
export async function loadPool(
  context: TrainContext,
  options: PoolOptions,
  memory?: LoadOptions["memory"],
): Promise<Pool> {
  const loaded = await loadTable(context, {
    ...(memory === undefined ? {} : { memory }),
    target: "required",
    task: "classification",
    allowMissingTarget: true,
    split: options.split,
    ignore: [...options.ignore],
    keep: [...options.keep],
  });
  const { target, split } = loaded;
  if (target?.kind !== "classification") throw new TypeError("A target that was asked to be of classes is.");
  const warnings = [...loaded.warnings];
  const known = joinRows(split.train, split.validation);
  const classes = target.classes.length;
  const wanted =
    options.labels ?? (loaded.unlabelled.length > 0 ? known.length : tenth(known.length, classes, warnings));
  if (wanted < classes) {
    throw problem(
      "CONFIG_INVALID",
      `The training setting "labels" is ${wanted}; the target "${target.name}" has ${classes} classes, each of which needs a label.`,
      `Set labels to ${classes} or more.`,
    );
  }
  if (wanted > known.length) warnings.push(`There are ${known.length} rows with a label to train on, not ${wanted}.`);
  const chosen = drawLabels(known, target.labels, classes, wanted, createRandom(context.spec.seed, 30));
  const isChosen = new Uint8Array(loaded.rows);
  for (const row of chosen) isChosen[row] = 1;
  const hidden = joinRows(
    loaded.unlabelled,
    known.filter((row) => isChosen[row] === 0),
  );
  if (hidden.length === 0) {
    throw problem(
      "DATA_NO_ROWS",
      `Every row has a label that is used (${known.length}); there is none to learn from without one.`,
      `Give rows whose "${target.name}" is empty, or lower "labels".`,
    );
  }
  const scale = unitScale(loaded, options.scaling);
  const labelsOf = (rows: Int32Array) => rows.map((row) => target.labels[row] ?? -1);
  return {
    loaded,
    target,
    scale,
    matrix: timesMatrix(await loaded.matrix("scaled"), scale),
    labelled: chosen,
    labels: labelsOf(chosen),
    unlabelled: hidden,
    test: split.test,
    testLabels: labelsOf(split.test),
    warnings,
  };
}

function tenth(known: number, classes: number, warnings: string[]): number {
  const kept = Math.max(
    classes,
    Math.min(Math.floor(known / 2), Math.max(KEPT_PER_CLASS * classes, Math.floor(known * KEPT_SHARE))),
  );
  warnings.push(
    `No row is without a label, so that the labels of all but ${kept} training rows are hidden; "labels" says how many to keep.`,
  );
  return kept;
}

/** The scaling of clusters, over the mean deviation: networks want inputs of about 1. */
function unitScale({ encoders, width }: LoadedTable, scaling: PoolOptions["scaling"]): Float32Array {
  const scale = scaleOf(encoders, width, scaling);
  if (scale === undefined) return new Float32Array(width).fill(1);
  const typical = Math.sqrt(scale.reduce((sum, value) => sum + value * value, 0) / width);
  return scale.map((value) => value / typical);
}

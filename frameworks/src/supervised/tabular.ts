import type { Framework, JobSpec, Progress, TaskInfo } from "@blacktail/sdk";
import { TabularConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import { readTable } from "../csv/table.ts";
import { problem as mistake } from "../errors.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom } from "../random.ts";
import { encodeRows } from "./encode.ts";
import { type Encoder, featureCount, fitEncoders } from "./encoders.ts";
import { exportModel } from "./exportModel.ts";
import type { Sample } from "./fit.ts";
import { createProblem } from "./problem.ts";
import { screenColumns } from "./screen.ts";
import { fitBest, measureOn } from "./select.ts";
import { splitRows } from "./split.ts";
import { readTarget, type Target } from "./target.ts";
import { appendTestRows } from "./testRows.ts";

const VERSION = "1.0.0";
const MAX_VALUES = 400_000_000;
/** Cells (rows × columns) of data that is small. */
const SMALL_DATA = 200_000;
const SMALL_DATA_MEMBERS = 5;

/** Supervised learning from tables: classes and quantities, linear models and networks. */
export const tabular: Family = {
  family: "supervised",
  name: "tabular",
  version: VERSION,
  checkConfig: (config) => void readConfig(TabularConfig, config),
  train: trainTabular,
};

async function trainTabular({ spec, inputs, threads, onProgress }: TrainContext): Promise<TrainOutcome> {
  const config = readConfig(TabularConfig, spec.framework?.config ?? {});
  const trainData = dataOf(spec, "train");
  if (trainData?.target === undefined) {
    throw mistake(
      "TARGET_UNKNOWN",
      "The training data names no target column.",
      'Set "target" to the column to predict.',
    );
  }
  const seed = spec.seed;
  onProgress({ phase: "training", step: 0, totalSteps: 0, epoch: 0, message: "reading the data" });
  const table = await readTable(pathOf(inputs, trainData.digest));
  const read = readTarget(table, trainData.target, config.task);
  const { features, warnings } = screenColumns(table, read.target, read.rows, config);
  const missingTargets = table.rows - read.rows.length;
  if (missingTargets > 0)
    warnings.push(`${missingTargets} rows have no value in "${read.target.name}" and are left out.`);

  const testData = dataOf(spec, "test");
  const split = splitRows(
    read.target,
    config.split,
    membersOf(config, features.length, read.rows.length),
    createRandom(seed, 1),
  );
  // With a test file of its own, the rows meant for testing can teach.
  const spare = testData === undefined ? new Int32Array() : split.test;
  const [fold] = split.folds;
  const known = join(fold?.train ?? [], fold?.validation ?? [], spare);
  const encoders = fitEncoders(
    features,
    known.map((position) => read.rows[position] ?? 0),
    config,
    table,
  );
  checkSize(encoders, read.rows.length);
  const matrix = await encodeRows(table, read.rows, encoders);
  const sample = (positions: Int32Array): Sample => takeRows(matrix, featureCount(encoders), positions);

  let target: Target = read.target;
  let test = sample(split.test);
  if (testData !== undefined) {
    const testTable = await readTable(pathOf(inputs, testData.digest));
    const extended = appendTestRows(target, testTable, encoders);
    target = extended.target;
    test = { rows: extended.positions, features: await encodeRows(testTable, extended.rows, encoders) };
  }

  const problem = createProblem(target, known, config.loss);
  const folds = split.folds.map(({ train, validation }) => ({
    train: sample(join(train, spare)),
    validation: sample(validation),
  }));
  let last: Progress | undefined;
  const report = (progress: Progress) => {
    last = progress;
    onProgress(progress);
  };
  const fitted = await fitBest({ problem, folds, config: withStages(config, spec), seed, threads, onProgress: report });
  const totalSteps = last?.totalSteps ?? 0;
  onProgress({ phase: "evaluating", step: totalSteps, totalSteps, epoch: last?.epoch ?? 0 });
  const { metrics } = await measureOn(fitted, problem, test, config.activation);

  const task = taskInfo(target, encoders);
  const framework: Framework = {
    family: "supervised",
    name: "tabular",
    version: VERSION,
    config: spec.framework?.config ?? {},
  };
  const model = exportModel({ encoders, fitted, problem, task, framework, activation: config.activation });
  const [{ train, validation } = { train: test, validation: test }] = folds;
  const rows = { train: train.rows.length, validation: validation.rows.length, test: test.rows.length };
  const details = {
    model: { ...fitted.candidate, members: folds.length },
    validation: fitted.validation.metrics,
    features: featureCount(encoders),
  };
  return { model, metrics, task, split: rows, report: { v: 1, curves: [] }, warnings, details };
}

/** Small data is where one unlucky division of the rows costs most, and where more members cost little time. */
function membersOf(config: TabularConfig, columns: number, rows: number): number {
  return config.members ?? (columns * rows <= SMALL_DATA ? SMALL_DATA_MEMBERS : 1);
}

function join(...parts: readonly ArrayLike<number>[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => Array.from(part))).sort();
}

function takeRows(matrix: Float32Array, width: number, rows: Int32Array): Sample {
  const features = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    features.set(matrix.subarray(row * width, (row + 1) * width), index * width);
  });
  return { features, rows };
}

const dataOf = (spec: JobSpec, role: "train" | "test") => spec.data.find((data) => data.role === role);

function pathOf(inputs: ReadonlyMap<string, string>, digest: string): string {
  const path = inputs.get(digest);
  if (path === undefined)
    throw mistake("INPUT_MISSING", `There is no local copy of the input ${digest}.`, "Fetch it first.");
  return path;
}

/** A job's stages say how long to train; together they are one run here. */
function withStages(config: TabularConfig, spec: JobSpec): TabularConfig {
  const epochs = spec.stages.reduce((sum, stage) => sum + (stage.epochs ?? 0), 0);
  return epochs > 0 ? { ...config, epochs: Math.min(epochs, config.epochs ?? epochs) } : config;
}

function checkSize(encoders: readonly Encoder[], rows: number): void {
  const width = featureCount(encoders);
  if (width * rows <= MAX_VALUES) return;
  throw mistake(
    "DATA_TOO_LARGE",
    `${rows} rows of ${width} features are ${width * rows} values; the limit is ${MAX_VALUES}.`,
    "Give fewer rows or columns, or lower maxCategories.",
  );
}

function taskInfo(target: Target, encoders: readonly Encoder[]): TaskInfo {
  const columns = encoders.map(({ name, type }) => ({ name, type }));
  if (target.kind === "regression") return { kind: "regression", target: target.name, columns };
  return { kind: "classification", target: target.name, classes: [...target.classes], columns };
}

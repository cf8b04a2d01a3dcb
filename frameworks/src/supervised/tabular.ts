import type { Framework, JobSpec, Progress } from "@blacktail/sdk";
import { TabularConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { loadTable } from "../tables/loadTable.ts";
import { joinRows } from "../tables/split.ts";
import { predictionTask } from "../tables/task.ts";
import { exportModel } from "./exportModel.ts";
import type { Sample } from "./fit.ts";
import { createProblem } from "./problem.ts";
import { fitBest, measureOn } from "./select.ts";

const VERSION = "1.0.0";
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

async function trainTabular(context: TrainContext): Promise<TrainOutcome> {
  const { spec, threads, onProgress } = context;
  const config = readConfig(TabularConfig, spec.framework?.config ?? {});
  const loaded = await loadTable(context, {
    ...config,
    target: "required",
    folds: (columns, rows) => membersOf(config, columns, rows),
  });
  const { encoders, split, target, warnings, width } = loaded;
  if (target === undefined) throw new TypeError("A table that must have a target has one.");
  const sample = (positions: Int32Array): Sample => takeRows(loaded.features, width, positions);
  const problem = createProblem(target, joinRows(split.train, split.validation), config.loss);
  const folds = loaded.folds.map(({ train, validation }) => ({ train: sample(train), validation: sample(validation) }));
  let last: Progress | undefined;
  const report = (progress: Progress) => {
    last = progress;
    onProgress(progress);
  };
  const { seed } = spec;
  const fitted = await fitBest({ problem, folds, config: withStages(config, spec), seed, threads, onProgress: report });
  const totalSteps = last?.totalSteps ?? 0;
  onProgress({ phase: "evaluating", step: totalSteps, totalSteps, epoch: last?.epoch ?? 0 });
  const { metrics } = await measureOn(fitted, problem, sample(split.test), config.activation);

  const task = predictionTask(target, encoders);
  const framework: Framework = {
    family: "supervised",
    name: "tabular",
    version: VERSION,
    config: spec.framework?.config ?? {},
  };
  const model = exportModel({ encoders, fitted, problem, task, framework, activation: config.activation });
  const rows = { train: split.train.length, validation: split.validation.length, test: split.test.length };
  const details = {
    model: { ...fitted.candidate, members: folds.length },
    validation: fitted.validation.metrics,
    features: width,
  };
  return { model, metrics, task, split: rows, report: { v: 1, curves: [] }, warnings, details };
}

/** Small data is where one unlucky division of the rows costs most, and where more members cost little time. */
function membersOf(config: TabularConfig, columns: number, rows: number): number {
  return config.members ?? (columns * rows <= SMALL_DATA ? SMALL_DATA_MEMBERS : 1);
}

function takeRows(matrix: Float32Array, width: number, rows: Int32Array): Sample {
  const features = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    features.set(matrix.subarray(row * width, (row + 1) * width), index * width);
  });
  return { features, rows };
}

/** A job's stages say how long to train; together they are one run here. */
function withStages(config: TabularConfig, spec: JobSpec): TabularConfig {
  const epochs = spec.stages.reduce((sum, stage) => sum + (stage.epochs ?? 0), 0);
  return epochs > 0 ? { ...config, epochs: Math.min(epochs, config.epochs ?? epochs) } : config;
}

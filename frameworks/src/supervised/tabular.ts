import type { Framework, Progress } from "@blacktail/sdk";
import { TabularConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { plannedEpochs } from "../runner/plannedEpochs.ts";
import { exportTable } from "../tables/exportTable.ts";
import { loadTable } from "../tables/loadTable.ts";
import { joinRows } from "../tables/split.ts";
import { predictionTask } from "../tables/task.ts";
import { describe } from "./describe.ts";
import { createProblem } from "./problem.ts";
import { problemOutput } from "./problemOutput.ts";
import { fitBest } from "./select.ts";

const VERSION = "1.0.0";
/** Members by the cells (rows × columns) of the data: small data is where one unlucky division of the rows costs most, and where more members cost little time. */
const MEMBERS = [
  { cells: 200_000, members: 5 },
  { cells: 1_000_000, members: 3 },
];

/** Supervised learning from tables: classes and quantities; linear models, networks and boosted trees. */
export const tabular: Family = {
  family: "supervised",
  name: "tabular",
  version: VERSION,
  checkConfig: (config) => void readConfig(TabularConfig, config),
  train: trainTabular,
};

async function trainTabular(context: TrainContext): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const asked = readConfig(TabularConfig, spec.framework?.config ?? {});
  const config = { ...asked, epochs: plannedEpochs(spec.stages, asked.epochs) };
  const table = await loadTable(context, {
    ...config,
    target: "required",
    folds: (columns, rows) => membersOf(config, columns, rows),
  });
  const { encoders, split, target, warnings } = table;
  if (target === undefined) throw new TypeError("A table that must have a target has one.");
  const problem = createProblem(target, joinRows(split.train, split.validation), config.loss);
  let last: Progress | undefined;
  const tell = (progress: Progress) => {
    last = progress;
    onProgress(progress);
  };
  const selected = await fitBest({ table, problem, config, context, onProgress: tell });
  const totalSteps = last?.totalSteps ?? 0;
  onProgress({ phase: "evaluating", step: totalSteps, totalSteps, epoch: last?.epoch ?? 0 });
  const described = await describe(selected, { table, target, problem, seed: spec.seed });

  const task = predictionTask(target, encoders);
  const framework: Framework = {
    family: "supervised",
    name: "tabular",
    version: VERSION,
    config: spec.framework?.config ?? {},
  };
  const { model, candidate, members, validation, tried } = selected;
  const notes = [...selected.notes];
  const bytes = exportTable({
    name: "tabular",
    encoders,
    form: model.form,
    task,
    framework,
    outputs(tape, features, free) {
      return problemOutput(tape, model.addTo(tape, features, free), problem);
    },
  });
  const { metrics, report, rows: test } = described;
  const rows = { train: split.train.length, validation: split.validation.length, test };
  if (test < split.test.length)
    notes.push(`The metrics are of ${test} of the ${split.test.length} rows to measure on.`);
  const details = {
    model: { model: candidate.model, ...candidate.settings, members },
    validation: validation.metrics,
    tried,
    features: table.width,
  };
  return { model: bytes, metrics, report, task, split: rows, warnings: [...warnings, ...notes], details };
}

function membersOf(config: TabularConfig, columns: number, rows: number): number {
  return config.members ?? MEMBERS.find(({ cells }) => columns * rows <= cells)?.members ?? 1;
}

import type { Framework, TaskInfo } from "@blacktail/sdk";
import { type BaggingConfig, TabularConfig } from "@blacktail/sdk/families";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import type { TrainContext } from "../family.ts";
import { plannedEpochs } from "../runner/plannedEpochs.ts";
import type { Candidate, Fitted } from "../supervised/candidate.ts";
import { type Model, scoreRows } from "../supervised/model.ts";
import { networkCandidate } from "../supervised/networkCandidate.ts";
import { createProblem, type Problem, softmaxRows } from "../supervised/problem.ts";
import { problemOutput } from "../supervised/problemOutput.ts";
import { treesCandidate } from "../supervised/treesCandidate.ts";
import { exportTable } from "../tables/exportTable.ts";
import { type LoadedTable, type LoadOptions, loadTable } from "../tables/loadTable.ts";
import { joinRows } from "../tables/split.ts";
import type { Target } from "../tables/target.ts";
import { predictionTask } from "../tables/task.ts";
import type { Truths } from "./measure.ts";
import type { Parent } from "./parents.ts";

type Settings = Pick<BaggingConfig, "hidden" | "epochs" | "rounds" | "split" | "ignore" | "keep" | "task">;
export type MemberKind = BaggingConfig["model"];

/** A table to train members on. */
export interface Ground {
  readonly table: LoadedTable;
  readonly target: Target;
  readonly problem: Problem;
  /** Positions of the rows that are not for testing. */
  readonly known: Int32Array;
  readonly task: TaskInfo;
  readonly config: TabularConfig;
}

/** @param memory what of the table is held in memory at most. @throws BlacktailError DATA_…, TARGET_… */
export async function openGround(
  context: TrainContext,
  settings: Settings,
  memory?: LoadOptions["memory"],
): Promise<Ground> {
  const { hidden, rounds, split, ignore, keep, task } = settings;
  const epochs = plannedEpochs(context.spec.stages, settings.epochs);
  const config = TabularConfig.parse({ hidden, epochs, rounds, split, ignore, keep, task });
  const table = await loadTable(context, {
    ...config,
    ...(memory === undefined ? {} : { memory }),
    target: "required",
  });
  const { target } = table;
  if (target === undefined) throw new TypeError("A table that must have a target has one.");
  const known = joinRows(table.split.train, table.split.validation);
  const problem = createProblem(target, known, config.loss);
  return { table, target, problem, known, task: predictionTask(target, table.encoders), config };
}

/** How a kind of member is trained. */
export function candidateOf(kind: MemberKind, { config }: Ground): Candidate {
  if (kind === "trees") return treesCandidate(config);
  const linear = kind === "linear";
  const shape = { hidden: linear ? [] : config.hidden, weightDecay: config.weightDecay ?? (linear ? 0.1 : 0.3) };
  return networkCandidate(kind, shape, config);
}

/** What a model says of rows: probabilities [rows, classes], or values [rows] of the target. */
export async function answerOf(model: Model, ground: Ground, rows: Int32Array): Promise<Float64Array> {
  const scorer = await model.open();
  try {
    const matrix = await ground.table.matrix(model.form);
    return answerOfScores(await scoreRows(scorer, matrix, rows, ground.problem.outputs), ground);
  } finally {
    await scorer.release();
  }
}

/** The same of a model's scores. */
export function answerOfScores(scores: Float32Array, { problem, target }: Ground): Float64Array {
  if (target.kind === "classification") return softmaxRows(scores, problem.outputs);
  return Float64Array.from(scores, (score) => score * problem.scale + problem.offset);
}

/** What would be right for rows. */
export function truthsOf({ target }: Ground, rows: Int32Array): Truths {
  if (target.kind === "classification") {
    return { classes: target.classes, values: rows.map((row) => target.labels[row] ?? -1) };
  }
  return { classes: undefined, values: Float64Array.from(rows, (row) => target.values[row] ?? 0) };
}

/** A member as a model of its own, ready to be joined with others. */
export function memberModel(
  name: string,
  model: Model,
  { table, problem, task }: Ground,
  framework: Framework,
): Pick<Parent, "name" | "model" | "task"> {
  const bytes = exportTable({
    name,
    encoders: table.encoders,
    form: model.form,
    task,
    framework,
    outputs(tape, features, free) {
      return problemOutput(tape, model.addTo(tape, features, free), problem);
    },
  });
  return { name, model: fromBinary(ModelProtoSchema, bytes), task };
}

/** Tells of one fit among several; what early stopping saves counts as done. */
export function fitProgress(
  context: TrainContext,
  { message, done, total }: { message: string; done: number; total: number },
): Parameters<Candidate["fit"]>[0]["onProgress"] {
  return ({ step, epoch, loss, validation }) =>
    context.onProgress({
      phase: "training",
      step: done + step,
      totalSteps: total,
      epoch,
      ...(Number.isFinite(loss) ? { loss } : {}),
      ...(Number.isFinite(validation.loss) ? { validationLoss: validation.loss } : {}),
      ...(Number.isFinite(validation.main.value) ? { metric: validation.main } : {}),
      message,
    });
}

/** The curves of a fit, named after it. */
export const namedCurves = (name: string, { curves }: Fitted) =>
  curves.map((curve) => ({ ...curve, name: `${name}, ${curve.name}` }));

import { VotingConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import { problem } from "../errors.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { splitRows, strata } from "../tables/split.ts";
import { agree, type JointTask } from "./agree.ts";
import { type Answers, askParents } from "./ask.ts";
import { jointModel, weightedSum } from "./jointModel.ts";
import { ensembleMetrics, ensembleReport, mainMetric, type Truths, weightedMean } from "./measure.ts";
import { readParents } from "./parents.ts";
import { votingImportance } from "./votingImportance.ts";
import { weigh } from "./weigh.ts";

const FRAMEWORK = { family: "ensemble", name: "voting", version: "1.0.0" } as const;

/** Joins trained models into one that takes their vote. The data serves to weigh and to measure them; nothing is trained. */
export const voting: Family = {
  ...FRAMEWORK,
  checkConfig: (config) => void readConfig(VotingConfig, config),
  train,
};

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, inputs, onProgress } = context;
  const config = readConfig(VotingConfig, spec.framework?.config ?? {});
  const data = dataOf(spec, "train");
  if (data?.target === undefined) {
    throw problem(
      "TARGET_UNKNOWN",
      "The data names no target column.",
      'Set "target" to the column that the models predict.',
    );
  }
  const parents = await readParents(context);
  const joint = agree(parents, data.target);
  onProgress({ phase: "evaluating", step: 0, totalSteps: 1, epoch: 0, message: "asking the parents" });
  const known = await askParents(parents, joint, pathOf(inputs, data));
  const testData = dataOf(spec, "test");
  const split = divide(known, joint, spec.seed);
  const validation = select(known, split.validation, joint);
  const measured =
    testData === undefined
      ? select(known, split.test, joint)
      : whole(await askParents(parents, joint, pathOf(inputs, testData)), joint);
  const equal = parents.map(() => 1 / parents.length);
  const weights = config.weights === "equal" ? equal : weigh(validation.answers, validation.truths);
  const combine = (answers: readonly Float32Array[]) => weightedMean(answers, weights);
  const answer = combine(measured.answers);
  const framework = { ...FRAMEWORK, config: spec.framework?.config ?? {} };
  const importance = await votingImportance({
    parents,
    joint,
    path: pathOf(inputs, testData ?? data),
    measured:
      testData === undefined ? split.test : Int32Array.from({ length: measured.truths.values.length }, (_, row) => row),
    combine,
    seed: spec.seed,
  });
  onProgress({ phase: "evaluating", step: 1, totalSteps: 1, epoch: 0 });
  return {
    model: jointModel({
      parents,
      joint,
      framework,
      combine: (graph, said) => weightedSum(graph, said, weights),
    }),
    metrics: ensembleMetrics(answer, measured.answers, measured.truths),
    task: joint.task,
    split: { train: 0, validation: split.validation.length, test: measured.truths.values.length },
    report: { v: 1, curves: [], ...ensembleReport(answer, measured.truths, data.target ?? "target"), importance },
    warnings: warningsOf(known, joint, testData === undefined),
    details: {
      members: parents.map((parent, index) => ({
        name: parent.name,
        weight: weights[index] ?? 0,
        metric: mainMetric(measured.answers[index] ?? [], measured.truths),
      })),
    },
  };
}

/** The rows as a table of the same seed would be divided, so that the test rows of parents that were trained with it stay test rows. */
function divide({ truths }: Answers, { task, classes }: JointTask, seed: number) {
  const name = task.target ?? "";
  const target =
    classes === undefined
      ? { kind: "regression" as const, name, values: truths }
      : { kind: "classification" as const, name, classes, labels: Int32Array.from(truths) };
  const shares = { train: 0.7, validation: 0.15, test: 0.15 };
  const groups = strata(target, truths.length);
  if (groups.every(({ length }) => length === 0)) {
    throw problem(
      "DATA_NO_ROWS",
      `The data has no row with a value in "${name}" that the models know.`,
      "Give rows to measure by.",
    );
  }
  const { folds, test } = splitRows(groups, shares, 1, createRandom(seed, 1));
  return { validation: folds[0]?.validation ?? new Int32Array(), test };
}

/** Answers about some rows, and what would have been right. */
interface Measured {
  readonly answers: readonly Float32Array[];
  readonly truths: Truths;
}

const whole = ({ answers, truths }: Answers, { classes }: JointTask): Measured => ({
  answers,
  truths: { classes, values: truths },
});

function select({ answers, truths }: Answers, rows: Int32Array, { classes }: JointTask): Measured {
  const width = classes?.length ?? 1;
  return {
    answers: answers.map((answer) => {
      const part = new Float32Array(rows.length * width);
      rows.forEach((row, index) => {
        part.set(answer.subarray(row * width, (row + 1) * width), index * width);
      });
      return part;
    }),
    truths: { classes, values: Float64Array.from(rows, (row) => truths[row] ?? 0) },
  };
}

function warningsOf(
  { truths, dropped }: Answers,
  { task: { target, classes } }: JointTask,
  sharesFile: boolean,
): string[] {
  const strange = classes === undefined ? 0 : truths.filter((value) => value === -1).length;
  return [
    ...(dropped > 0 ? [`${dropped} rows have no value in "${target}" and are left out.`] : []),
    ...(strange > 0 ? [`${strange} rows are of a class that no parent knows.`] : []),
    ...(sharesFile
      ? [
          "The models are measured on a part of the data; a parent that was trained on it with another seed, another split or a test file has seen rows of that part, and seems better than it is.",
        ]
      : []),
  ];
}

import { VotingConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import { counted } from "../csv/counted.ts";
import { problem } from "../errors.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { createRandom } from "../random.ts";
import { droppedRows } from "../tables/droppedRows.ts";
import { splitRows, strata } from "../tables/split.ts";
import { agree, type JointTask } from "./agree.ts";
import { askParents, type FileTruths, readTruths } from "./ask.ts";
import { jointModel, weightedSum } from "./jointModel.ts";
import { createMeter, weightedMean } from "./measure.ts";
import { type Parent, readParents } from "./parents.ts";
import { votingImportance } from "./votingImportance.ts";
import { createWeigher } from "./weigh.ts";

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
      'Name the column that the models predict with --target (in a spec: "target").',
    );
  }
  const parents = await readParents(context);
  const joint = agree(parents, data.target);
  onProgress({ phase: "evaluating", step: 0, totalSteps: 1, epoch: 0, message: "asking the parents" });
  const path = pathOf(inputs, data);
  const known = await readTruths(joint, path);
  const testData = dataOf(spec, "test");
  const split = divide(known, joint, spec.seed);
  const weights =
    config.weights === "equal"
      ? parents.map(() => 1 / parents.length)
      : await weightsOf(parents, joint, path, split.validation);
  const combine = (answers: readonly Float32Array[]) => weightedMean(answers, weights);
  const testPath = pathOf(inputs, testData ?? data);
  const values = testData === undefined ? known.values : (await readTruths(joint, testPath)).values;
  const test = testData === undefined ? split.test : Int32Array.from(values.keys());
  const truths = { classes: joint.classes, values: Float64Array.from(test, (row) => values[row] ?? 0) };
  const meter = createMeter(parents.length, truths, data.target);
  for await (const { answers } of askParents(parents, joint, testPath, test)) meter.add(answers, combine(answers));
  const measured = meter.finish();
  const framework = { ...FRAMEWORK, config: spec.framework?.config ?? {} };
  const importance = await votingImportance({
    parents,
    joint,
    path: testPath,
    measured: test,
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
    metrics: measured.metrics,
    task: joint.task,
    split: { train: 0, validation: split.validation.length, test: test.length },
    report: { v: 1, curves: [], ...measured.report, importance },
    warnings: warningsOf(known, joint, testData === undefined),
    details: {
      members: parents.map((parent, index) => ({
        name: parent.name,
        weight: weights[index] ?? 0,
        metric: measured.members[index] ?? 0,
      })),
    },
  };
}

/** The rows as a table of the same seed would be divided, so that the test rows of parents that were trained with it stay test rows. */
function divide({ values: truths }: FileTruths, { task, classes }: JointTask, seed: number) {
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

/** How much each parent counts, by the rows to choose by. */
async function weightsOf(
  parents: readonly Parent[],
  joint: JointTask,
  path: string,
  validation: Int32Array,
): Promise<number[]> {
  const weigher = createWeigher(parents.length, joint.classes?.length);
  for await (const { answers, values } of askParents(parents, joint, path, validation)) weigher.add(answers, values);
  return weigher.weights();
}

function warningsOf(
  { values, dropped }: FileTruths,
  { task: { target, classes } }: JointTask,
  sharesFile: boolean,
): string[] {
  const strange = classes === undefined ? 0 : values.filter((value) => value === -1).length;
  return [
    ...droppedRows(dropped, target ?? ""),
    ...(strange > 0
      ? [`${counted(strange, "row")} ${strange === 1 ? "is" : "are"} of a class that no parent knows.`]
      : []),
    ...(sharesFile
      ? [
          "The models are measured on a part of the data; a parent that was trained on it with another seed, another split or a test file has seen rows of that part, and seems better than it is.",
        ]
      : []),
  ];
}

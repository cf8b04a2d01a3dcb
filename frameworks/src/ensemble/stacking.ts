import { StackingConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom } from "../random.ts";
import type { Candidate, Fitted } from "../supervised/candidate.ts";
import type { Model } from "../supervised/model.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import { appendRows, joinRows, strata } from "../tables/split.ts";
import { COMBINER_STEPS, fitCombiner } from "./combiner.ts";
import { ensembleImportance } from "./importance.ts";
import { jointModel } from "./jointModel.ts";
import { measureModels } from "./measureModels.ts";
import {
  answerOf,
  candidateOf,
  fitProgress,
  type Ground,
  type MemberKind,
  memberModel,
  namedCurves,
  openGround,
  truthsOf,
} from "./members.ts";

const FRAMEWORK = { family: "ensemble", name: "stacking", version: "1.0.0" } as const;
/** Stream of the random numbers that make the folds. */
const FOLDS_STREAM = 6_000;
/** Members' answers (rows × members × classes) that the combiner learns from at most, and that are held in memory. */
const MAX_ANSWERS = 16_000_000;

/**
 * Stacked generalization (Wolpert 1992): every kind of member predicts each part of the rows from the others, and a linear combiner
 * learns from these predictions how far to trust each. A member of the artifact is the mean of its kind's fits, one per fold.
 */
export const stacking: Family = {
  ...FRAMEWORK,
  checkConfig: (config) => void readConfig(StackingConfig, config),
  train: (context) => trainStacking(context),
};

/** @param memory what of the table is held in memory at most. @param maxAnswers what the combiner learns from at most */
export async function trainStacking(
  context: TrainContext,
  memory?: LoadOptions["memory"],
  maxAnswers: number = MAX_ANSWERS,
): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(StackingConfig, spec.framework?.config ?? {});
  const ground = await openGround(context, config, memory);
  const { table, known } = ground;
  const folds = foldsOf(ground, config.folds, spec.seed);
  const kinds = [...new Set(config.models)];
  const stepsOf = (some: readonly Candidate[]) =>
    some.reduce((sum, candidate) => sum + candidate.plan(known.length) * folds.length, 0);
  const candidates = kinds.map((kind) => candidateOf(kind, ground));
  const total = stepsOf(candidates);
  context.checkpoints.stage?.plan(stepsOf(candidates.filter(({ kept }) => kept)) + COMBINER_STEPS);
  // Each row costs an answer of each member; of very many rows evenly spaced ones are enough for so few weights.
  const stride = Math.max(1, Math.ceil((known.length * ground.problem.outputs * kinds.length) / maxAnswers));
  const told = folds.map((fold) => fold.filter((_, index) => index % stride === 0));
  const members: Member[] = [];
  let done = 0;
  for (const kind of kinds) {
    members.push(await fitKind(kind, ground, { folds, told }, context, { done, total }));
    done += candidateOf(kind, ground).plan(known.length) * folds.length;
  }
  const rows = appendRows(...told);
  const warnings = [...table.warnings];
  if (stride > 1) {
    warnings.push(
      `How far to trust each member was learned from ${rows.length} of ${known.length} rows, evenly spaced.`,
    );
  }
  const combiner = await fitCombiner(
    members.map(({ unseen }) => unseen),
    truthsOf(ground, rows),
    context,
  );
  onProgress({ phase: "evaluating", step: total, totalSteps: total, epoch: 0 });
  const { test } = table.split;
  const combine = (said: readonly Float64Array[]) => combiner.apply(said);
  const models = members.map(({ model }) => model);
  const measured = await measureModels({ models, ground, combine });
  const framework = { ...FRAMEWORK, config: spec.framework?.config ?? {} };
  return {
    model: jointModel({
      parents: members.map(({ kind, model }) => memberModel(kind, model, ground, framework)),
      joint: { task: ground.task, classes: ground.task.classes, columns: ground.task.columns ?? [] },
      framework,
      combine: (graph, said) => combiner.addTo(graph, said),
    }),
    metrics: measured.metrics,
    task: ground.task,
    split: { train: known.length, validation: 0, test: test.length },
    report: {
      v: 1,
      curves: members.flatMap(({ kind, fits: [first] }) => (first === undefined ? [] : namedCurves(kind, first))),
      ...measured.report,
      importance: await ensembleImportance({ models, ground, combine, seed: spec.seed }),
    },
    warnings,
    details: {
      members: members.map(({ kind }, index) => ({
        model: kind,
        trust: combiner.trust[index] ?? 0,
        metric: measured.members[index] ?? 0,
      })),
      folds: folds.length,
    },
  };
}

/** One kind's models of all folds. */
interface Member {
  readonly kind: MemberKind;
  readonly model: Model;
  readonly fits: readonly Fitted[];
  /** What it says of rows of each fold, fold by fold, each told by the fit that has not seen it. */
  readonly unseen: Float64Array;
}

async function fitKind(
  kind: MemberKind,
  ground: Ground,
  { folds, told }: { folds: readonly Int32Array[]; told: readonly Int32Array[] },
  context: TrainContext,
  { done, total }: { done: number; total: number },
): Promise<Member> {
  const candidate = candidateOf(kind, ground);
  const steps = candidate.plan(ground.known.length);
  const fits: Fitted[] = [];
  const { outputs } = ground.problem;
  const unseen = new Float64Array(told.reduce((sum, rows) => sum + rows.length, 0) * outputs);
  let answered = 0;
  for (const [fold, held] of folds.entries()) {
    // Early stopping looks at the next fold, so that nothing of the held one is known.
    const next = (fold + 1) % folds.length;
    const fitted = await candidate.fit({
      table: ground.table,
      problem: ground.problem,
      train: joinRows(...folds.filter((_, index) => index !== fold && index !== next)),
      validation: folds[next] ?? held,
      config: ground.config,
      context,
      member: fold,
      onProgress: fitProgress(context, {
        message: `${kind}, fold ${fold + 1} of ${folds.length}`,
        done: done + fold * steps,
        total,
      }),
    });
    fits.push(fitted);
    const answer = await answerOf(fitted.model, ground, told[fold] ?? held);
    unseen.set(answer, answered);
    answered += answer.length;
  }
  return { kind, model: candidate.merge(fits), fits, unseen };
}

/** Divides the known rows into parts, each class (each tenth of a quantity) alike. */
function foldsOf({ target, known, table }: Ground, count: number, seed: number): Int32Array[] {
  const random = createRandom(seed, FOLDS_STREAM);
  const wanted = new Uint8Array(table.rows);
  for (const row of known) wanted[row] = 1;
  const folds = Array.from({ length: count }, (_, fold) => new Int32Array(Math.ceil((known.length - fold) / count)));
  let next = 0;
  for (const group of strata(target, table.rows)) {
    for (const row of random.shuffle(group.filter((one) => wanted[one] === 1))) {
      const fold = folds[next % count];
      if (fold !== undefined) fold[Math.floor(next++ / count)] = row;
    }
  }
  return folds.map((rows) => rows.sort());
}

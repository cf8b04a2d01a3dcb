import { StackingConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom } from "../random.ts";
import type { Fitted } from "../supervised/candidate.ts";
import type { Model } from "../supervised/model.ts";
import { strata } from "../tables/split.ts";
import { fitCombiner } from "./combiner.ts";
import { ensembleImportance } from "./importance.ts";
import { jointModel } from "./jointModel.ts";
import { ensembleMetrics, ensembleReport, mainMetric } from "./measure.ts";
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

/**
 * Stacked generalization (Wolpert 1992): every kind of member predicts each part of the rows from the others, and a linear combiner
 * learns from these predictions how far to trust each. A member of the artifact is the mean of its kind's fits, one per fold.
 */
export const stacking: Family = {
  ...FRAMEWORK,
  checkConfig: (config) => void readConfig(StackingConfig, config),
  train,
};

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(StackingConfig, spec.framework?.config ?? {});
  const ground = await openGround(context, config);
  const { table, known } = ground;
  const folds = foldsOf(ground, config.folds, spec.seed);
  const kinds = [...new Set(config.models)];
  const total = kinds.reduce((sum, kind) => sum + candidateOf(kind, ground).plan(known.length) * folds.length, 0);
  const members: Member[] = [];
  let done = 0;
  for (const kind of kinds) {
    members.push(await fitKind(kind, ground, folds, context, { done, total }));
    done += candidateOf(kind, ground).plan(known.length) * folds.length;
  }
  const rows = joined(folds);
  const combiner = await fitCombiner(
    members.map(({ unseen }) => unseen),
    truthsOf(ground, rows),
    context,
  );
  onProgress({ phase: "evaluating", step: total, totalSteps: total, epoch: 0 });
  const { test } = table.split;
  const truths = truthsOf(ground, test);
  const answers: Float64Array[] = [];
  for (const { model } of members) answers.push(await answerOf(model, ground, test));
  const combine = (said: readonly Float64Array[]) => combiner.apply(said);
  const answer = combine(answers);
  const models = members.map(({ model }) => model);
  const framework = { ...FRAMEWORK, config: spec.framework?.config ?? {} };
  return {
    model: jointModel({
      parents: members.map(({ kind, model }) => memberModel(kind, model, ground, framework)),
      joint: { task: ground.task, classes: ground.task.classes, columns: ground.task.columns ?? [] },
      framework,
      combine: (graph, said) => combiner.addTo(graph, said),
    }),
    metrics: ensembleMetrics(answer, answers, truths),
    task: ground.task,
    split: { train: known.length, validation: 0, test: test.length },
    report: {
      v: 1,
      curves: members.flatMap(({ kind, fits: [first] }) => (first === undefined ? [] : namedCurves(kind, first))),
      ...ensembleReport(answer, truths, ground.target.name),
      importance: await ensembleImportance({ models, ground, combine, seed: spec.seed }),
    },
    warnings: table.warnings,
    details: {
      members: members.map(({ kind }, index) => ({
        model: kind,
        trust: combiner.trust[index] ?? 0,
        metric: mainMetric(answers[index] ?? [], truths),
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
  /** What it says of the folds' rows, fold by fold, each told by the fit that has not seen it. */
  readonly unseen: Float64Array;
}

async function fitKind(
  kind: MemberKind,
  ground: Ground,
  folds: readonly Int32Array[],
  context: TrainContext,
  { done, total }: { done: number; total: number },
): Promise<Member> {
  const candidate = candidateOf(kind, ground);
  const steps = candidate.plan(ground.known.length);
  const fits: Fitted[] = [];
  const answers: Float64Array[] = [];
  for (const [fold, held] of folds.entries()) {
    // Early stopping looks at the next fold, so that nothing of the held one is known.
    const next = (fold + 1) % folds.length;
    const fitted = await candidate.fit({
      table: ground.table,
      problem: ground.problem,
      train: joined(folds.filter((_, index) => index !== fold && index !== next)).sort(),
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
    answers.push(await answerOf(fitted.model, ground, held));
  }
  return { kind, model: candidate.merge(fits), fits, unseen: Float64Array.from(answers.flatMap((one) => [...one])) };
}

/** Divides the known rows into parts, each class (each tenth of a quantity) alike. */
function foldsOf({ target, known, table }: Ground, count: number, seed: number): Int32Array[] {
  const random = createRandom(seed, FOLDS_STREAM);
  const wanted = new Set(known);
  const folds: number[][] = Array.from({ length: count }, () => []);
  let next = 0;
  for (const group of strata(target, table.rows)) {
    for (const row of random.shuffle(group.filter((one) => wanted.has(one)))) folds[next++ % count]?.push(row);
  }
  return folds.map((rows) => Int32Array.from(rows).sort());
}

const joined = (parts: readonly Int32Array[]): Int32Array => Int32Array.from(parts.flatMap((part) => [...part]));

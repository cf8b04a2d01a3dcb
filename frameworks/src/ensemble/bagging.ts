import { BaggingConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom, type Random } from "../random.ts";
import type { Fitted } from "../supervised/candidate.ts";
import { ensembleImportance } from "./importance.ts";
import { jointModel, weightedSum } from "./jointModel.ts";
import { ensembleMetrics, ensembleReport, mainMetric, metricsOf, weightedMean } from "./measure.ts";
import {
  answerOf,
  candidateOf,
  fitProgress,
  type Ground,
  memberModel,
  namedCurves,
  openGround,
  truthsOf,
} from "./members.ts";

const FRAMEWORK = { family: "ensemble", name: "bagging", version: "1.0.0" } as const;
/** Streams of random numbers from this one on choose the members' rows. */
const ROWS_STREAM = 5_000;

/**
 * Bootstrap aggregating (Breiman 1996): each member learns from rows drawn with replacement, is validated on those that it did not
 * get, and all vote alike. Those rows also tell how good the ensemble is, with no row put aside: the out-of-bag estimate. Here it is
 * optimistic, for each member's training stops where it does best on these very rows; the other metrics are of rows kept for testing.
 */
export const bagging: Family = {
  ...FRAMEWORK,
  checkConfig: (config) => void readConfig(BaggingConfig, config),
  train,
};

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(BaggingConfig, spec.framework?.config ?? {});
  const ground = await openGround(context, config);
  const { table, problem, known } = ground;
  const candidate = candidateOf(config.model, ground);
  const steps = candidate.plan(known.length);
  const total = steps * config.members;
  const members: { fitted: Fitted; outside: Int32Array }[] = [];
  for (let member = 0; member < config.members; member++) {
    const { drawn, outside } = bootstrap(known, createRandom(spec.seed, ROWS_STREAM + member));
    const message = `member ${member + 1} of ${config.members}`;
    const fitted = await candidate.fit({
      table,
      problem,
      train: drawn,
      validation: outside,
      config: ground.config,
      context,
      member,
      onProgress: fitProgress(context, { message, done: member * steps, total }),
    });
    members.push({ fitted, outside });
  }
  onProgress({ phase: "evaluating", step: total, totalSteps: total, epoch: 0 });
  const { test } = table.split;
  const truths = truthsOf(ground, test);
  const answers: Float64Array[] = [];
  for (const { fitted } of members) answers.push(await answerOf(fitted.model, ground, test));
  const weights = members.map(() => 1 / members.length);
  const combine = (said: readonly Float64Array[]) => weightedMean(said, weights);
  const answer = combine(answers);
  const models = members.map(({ fitted }) => fitted.model);
  const framework = { ...FRAMEWORK, config: spec.framework?.config ?? {} };
  const [first] = members;
  return {
    model: jointModel({
      parents: members.map(({ fitted }, index) => memberModel(`member ${index + 1}`, fitted.model, ground, framework)),
      joint: { task: ground.task, classes: ground.task.classes, columns: ground.task.columns ?? [] },
      framework,
      combine: (graph, said) => weightedSum(graph, said, weights),
    }),
    metrics: { ...ensembleMetrics(answer, answers, truths), outOfBag: await outOfBag(ground, members) },
    task: ground.task,
    split: { train: known.length, validation: 0, test: test.length },
    report: {
      v: 1,
      curves: first === undefined ? [] : namedCurves("member 1", first.fitted),
      ...ensembleReport(answer, truths, ground.target.name),
      importance: await ensembleImportance({ models, ground, combine, seed: spec.seed }),
    },
    warnings: table.warnings,
    details: {
      model: { model: candidate.model, ...candidate.settings, members: members.length },
      members: answers.map((one) => mainMetric(one, truths)),
    },
  };
}

/** As many rows as there are, drawn with replacement, in rising order; and those that were not drawn. */
function bootstrap(known: Int32Array, random: Random): { drawn: Int32Array; outside: Int32Array } {
  const drawn = known.map(() => known[random.below(known.length)] ?? 0).sort();
  const taken = new Set(drawn);
  const outside = known.filter((row) => !taken.has(row));
  // Of very few rows all may have been drawn.
  return { drawn, outside: outside.length > 0 ? outside : known };
}

/**
 * The main metric of the rows, each told by the members that did not learn from it; rows that all learned from do not count.
 * Optimistic: early stopping chose each member's weights or rounds by the same rows.
 */
async function outOfBag(ground: Ground, members: readonly { fitted: Fitted; outside: Int32Array }[]): Promise<number> {
  const { known, problem, target } = ground;
  const width = target.kind === "classification" ? problem.outputs : 1;
  const places = new Map(Array.from(known, (row, place) => [row, place]));
  const sums = new Float64Array(known.length * width);
  const voters = new Int32Array(known.length);
  for (const { fitted, outside } of members) {
    const answer = await answerOf(fitted.model, ground, outside);
    outside.forEach((row, index) => {
      const place = places.get(row) ?? 0;
      voters[place] = (voters[place] ?? 0) + 1;
      for (let k = 0; k < width; k++) {
        sums[place * width + k] = (sums[place * width + k] ?? 0) + (answer[index * width + k] ?? 0);
      }
    });
  }
  const heard = Int32Array.from(known.keys()).filter((place) => (voters[place] ?? 0) > 0);
  const means = new Float64Array(heard.length * width);
  heard.forEach((place, index) => {
    for (let k = 0; k < width; k++) means[index * width + k] = (sums[place * width + k] ?? 0) / (voters[place] ?? 1);
  });
  const metrics = metricsOf(
    means,
    truthsOf(
      ground,
      heard.map((place) => known[place] ?? 0),
    ),
  );
  return metrics.accuracy ?? metrics.r2 ?? 0;
}

import { BaggingConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom, type Random } from "../random.ts";
import { boundRows, type Fitted } from "../supervised/candidate.ts";
import type { Model } from "../supervised/model.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import { ensembleImportance } from "./importance.ts";
import { jointModel, weightedSum } from "./jointModel.ts";
import { mainMetric, weightedMean } from "./measure.ts";
import { measureModels } from "./measureModels.ts";
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
  train: (context) => trainBagging(context),
};

/** @param memory what of the table is held in memory at most */
export async function trainBagging(context: TrainContext, memory?: LoadOptions["memory"]): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(BaggingConfig, spec.framework?.config ?? {});
  const ground = await openGround(context, config, memory);
  const { table, problem, known } = ground;
  const candidate = candidateOf(config.model, ground);
  const steps = candidate.plan(known.length);
  const total = steps * config.members;
  if (candidate.kept) context.checkpoints.stage?.plan(total);
  const draw = (member: number) => bootstrap(known, table.rows, createRandom(spec.seed, ROWS_STREAM + member));
  const members: Fitted[] = [];
  for (let member = 0; member < config.members; member++) {
    const { drawn, outside } = draw(member);
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
    members.push(fitted);
  }
  onProgress({ phase: "evaluating", step: total, totalSteps: total, epoch: 0 });
  const { test } = table.split;
  const weights = members.map(() => 1 / members.length);
  const combine = (said: readonly Float64Array[]) => weightedMean(said, weights);
  const models = members.map(({ model }) => model);
  const measured = await measureModels({ models, ground, combine });
  const framework = { ...FRAMEWORK, config: spec.framework?.config ?? {} };
  const [first] = members;
  return {
    model: jointModel({
      parents: models.map((model, index) => memberModel(`member ${index + 1}`, model, ground, framework)),
      joint: { task: ground.task, classes: ground.task.classes, columns: ground.task.columns ?? [] },
      framework,
      combine: (graph, said) => weightedSum(graph, said, weights),
    }),
    metrics: { ...measured.metrics, outOfBag: await outOfBag(ground, models, (member) => draw(member).outside) },
    task: ground.task,
    split: { train: known.length, validation: 0, test: test.length },
    report: {
      v: 1,
      curves: first === undefined ? [] : namedCurves("member 1", first),
      ...measured.report,
      importance: await ensembleImportance({ models, ground, combine, seed: spec.seed }),
    },
    warnings: table.warnings,
    details: {
      model: { model: candidate.model, ...candidate.settings, members: members.length },
      members: measured.members,
    },
  };
}

/** As many rows as there are, drawn with replacement, in rising order; and those that were not drawn. @param rows of the table */
function bootstrap(known: Int32Array, rows: number, random: Random): { drawn: Int32Array; outside: Int32Array } {
  const drawn = known.map(() => known[random.below(known.length)] ?? 0).sort();
  const taken = new Uint8Array(rows);
  for (const row of drawn) taken[row] = 1;
  const outside = known.filter((row) => taken[row] === 0);
  // Of very few rows all may have been drawn.
  return { drawn, outside: outside.length > 0 ? outside : known };
}

/**
 * The main metric of the rows, of very many of evenly spaced ones, each told by the members that did not learn from it; rows that all
 * learned from do not count. Optimistic: early stopping chose each member's weights or rounds by the same rows.
 * @param outsideOf the rows that a member did not learn from
 */
async function outOfBag(
  ground: Ground,
  models: readonly Model[],
  outsideOf: (member: number) => Int32Array,
): Promise<number> {
  const { problem, table, target } = ground;
  const width = target.kind === "classification" ? problem.outputs : 1;
  const asked = boundRows(ground.known, Math.max(table.width, width));
  const places = new Int32Array(table.rows).fill(-1);
  asked.forEach((row, place) => {
    places[row] = place;
  });
  const sums = new Float64Array(asked.length * width);
  const voters = new Int32Array(asked.length);
  for (const [member, model] of models.entries()) {
    const outside = outsideOf(member).filter((row) => (places[row] ?? -1) >= 0);
    const answer = await answerOf(model, ground, outside);
    outside.forEach((row, index) => {
      const place = places[row] ?? 0;
      voters[place] = (voters[place] ?? 0) + 1;
      for (let k = 0; k < width; k++) {
        sums[place * width + k] = (sums[place * width + k] ?? 0) + (answer[index * width + k] ?? 0);
      }
    });
  }
  const heard = Int32Array.from(asked.keys()).filter((place) => (voters[place] ?? 0) > 0);
  const means = new Float64Array(heard.length * width);
  heard.forEach((place, index) => {
    for (let k = 0; k < width; k++) means[index * width + k] = (sums[place * width + k] ?? 0) / (voters[place] ?? 1);
  });
  const rows = heard.map((place) => asked[place] ?? 0);
  return mainMetric(means, truthsOf(ground, rows));
}

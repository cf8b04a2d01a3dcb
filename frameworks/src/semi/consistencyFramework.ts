import { ConsistencyConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom, type Random } from "../random.ts";
import { mixedLesson, noisyLesson } from "./disturb.ts";
import { fitRound } from "./fitRound.ts";
import { joinLessons, type Lesson, labelledLesson, repeatLesson } from "./lesson.ts";
import { affordableSteps, type FittedNetwork, predictions, type UntunedSettings } from "./network.ts";
import { joinCurves, semiOutcome } from "./outcome.ts";
import type { Pool } from "./pool.ts";
import { MEMORY, type Memory, start } from "./start.ts";
import { countSure, createTold, type Told } from "./told.ts";
import { toldLesson } from "./toldLesson.ts";

const VERSION = "1.0.0";
/** Optimizer steps of a round: about two passes, within bounds that keep a round short. */
const EPOCHS = 2;
const LEAST_STEPS = 150;
const MOST_STEPS = 2_000;
/** Rows with a label come so often that they are about this part of the rows. */
const LABELLED_SHARE = 1 / 4;
/** What is left of the targets of a round in those of the next. */
const MEMORY_SHARE = 0.6;
/** Targets to the power of this, so that they grow surer (Berthelot et al., arXiv 1905.02249). */
const SHARPENING = 2;
/** The rate of a later round beside that of the first training. */
const RATE_SHARE = 2 / 3;

/**
 * Learns from few labels by staying consistent: what the network says of a disturbed row should be what it has said of the row over
 * the last rounds (temporal ensembling, Laine and Aila, arXiv 1610.02242; a threshold as in FixMatch, Sohn et al., arXiv 2001.07685).
 */
export const consistencyFramework: Family = {
  family: "semi-supervised",
  name: "consistency",
  version: VERSION,
  checkConfig: (config) => void readConfig(ConsistencyConfig, config),
  train: (context) => trainConsistency(context),
};

/** @param memory what is held in memory at most */
export async function trainConsistency(context: TrainContext, memory: Memory = MEMORY): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(ConsistencyConfig, spec.framework?.config ?? {});
  const { pool, classes, tuned, supervised } = await start(
    context,
    config,
    memory,
    (rows, wanted) => config.rounds * roundPlan(rows, wanted).steps,
  );
  const { matrix, unlabelled } = pool;
  const { settings } = tuned;
  const { epochSteps, steps } = roundPlan(pool, settings);
  const totalSteps = steps * config.rounds;
  const random = createRandom(spec.seed, 41);
  const fits: FittedNetwork[] = [];
  const used: [number, number][] = [];
  const told = await createTold(unlabelled.length, classes, { ...memory, folder: context.scratch });
  let { parameters } = supervised;
  for await (const { probabilities, start } of predictions(parameters, matrix, unlabelled, settings)) {
    told.write(start, probabilities);
  }
  for (let round = 0; round < config.rounds; round++) {
    used.push([round + 1, countSure(told, config.threshold) / unlabelled.length]);
    const fitted = await fitRound(
      consistentLesson(pool, told, { ...config, random }),
      { ...settings, learningRate: settings.learningRate * RATE_SHARE },
      { round, steps, totalSteps, epochSteps, parameters, context },
    );
    fits.push(fitted);
    ({ parameters } = fitted);
    if (round + 1 === config.rounds) break;
    for await (const { probabilities, start } of predictions(parameters, matrix, unlabelled, settings)) {
      const before = told.read(Int32Array.from({ length: probabilities.length / classes }, (_, row) => start + row));
      told.write(
        start,
        before.map((value, index) => MEMORY_SHARE * value + (1 - MEMORY_SHARE) * (probabilities[index] as number)),
      );
    }
  }
  onProgress({ phase: "evaluating", step: totalSteps, totalSteps, epoch: 0 });
  return semiOutcome({
    context,
    pool,
    settings,
    parameters,
    supervised: supervised.parameters,
    curves: [joinCurves(fits), { name: "rows that are sure", x: "round", points: used }],
    framework: { name: "consistency", version: VERSION },
    details: { disturbance: config.disturbance, crossValidation: { network: tuned.accuracy } },
  });
}

/** Unlabelled rows, disturbed, with what they should be told as, and rows with a label among them. */
function consistentLesson(
  { matrix, labelled, labels, unlabelled }: Pool,
  told: Told,
  {
    disturbance,
    noise,
    threshold,
    random,
  }: Pick<ConsistencyConfig, "disturbance" | "noise" | "threshold"> & {
    random: Random;
  },
): Lesson {
  const { classes } = told;
  const times = Math.max(1, Math.ceil((LABELLED_SHARE * unlabelled.length) / labelled.length));
  const known = repeatLesson(labelledLesson(matrix, labelled, labels, classes), times);
  const targets = (probabilities: Float64Array) => sharpen(probabilities, classes);
  const rows = toldLesson(matrix, unlabelled, told, { threshold, targets });
  if (disturbance === "mixup") return joinLessons(known, mixedLesson(rows, random));
  return noisyLesson(joinLessons(known, rows), noise, random.below(2 ** 32));
}

function sharpen(probabilities: Float64Array, classes: number): Float32Array {
  const result = Float32Array.from(probabilities, (value) => value ** SHARPENING);
  for (let start = 0; start < result.length; start += classes) {
    const row = result.subarray(start, start + classes);
    const sum = row.reduce((total, value) => total + value, 0);
    row.set(row.map((value) => value / sum));
  }
  return result;
}

/** Optimizer steps of a pass over the rows, and of a round. */
function roundPlan({ unlabelled }: Pool, settings: UntunedSettings) {
  const epochSteps = Math.ceil(((1 + LABELLED_SHARE) * unlabelled.length) / settings.batchSize);
  const steps = affordableSteps(settings, Math.min(MOST_STEPS, Math.max(LEAST_STEPS, EPOCHS * epochSteps)));
  return { epochSteps, steps };
}

import { ConsistencyConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom, type Random } from "../random.ts";
import { certainties } from "./certainty.ts";
import { mixRows, withNoise } from "./disturb.ts";
import { fitRound } from "./fitRound.ts";
import { joinLessons, labelledLesson } from "./lesson.ts";
import { affordableSteps, type FittedNetwork, type Lesson, predict } from "./network.ts";
import { joinCurves, semiOutcome } from "./outcome.ts";
import type { Pool } from "./pool.ts";
import { start } from "./start.ts";

const VERSION = "1.0.0";
/** Optimizer steps of a round: about two passes, within bounds that keep a round short. */
const EPOCHS = 2;
const LEAST_STEPS = 150;
const MOST_STEPS = 2_000;
/** Rows with a label come so often that they are about this part of the rows. */
const LABELLED_SHARE = 1 / 4;
/** What is left of the targets of a round in those of the next. */
const MEMORY = 0.6;
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
  train,
};

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(ConsistencyConfig, spec.framework?.config ?? {});
  const { pool, classes, tuned, supervised } = await start(context, config);
  const { unlabelled } = pool;
  const { settings } = tuned;
  const epochSteps = Math.ceil(((1 + LABELLED_SHARE) * unlabelled.rows) / settings.batchSize);
  const steps = affordableSteps(settings, Math.min(MOST_STEPS, Math.max(LEAST_STEPS, EPOCHS * epochSteps)));
  const totalSteps = steps * config.rounds;
  const random = createRandom(spec.seed, 41);
  const fits: FittedNetwork[] = [];
  const used: [number, number][] = [];
  let { parameters } = supervised;
  let told = await predict(parameters, unlabelled.values, settings);
  for (let round = 0; round < config.rounds; round++) {
    const lesson = consistentLesson(pool, told, { ...config, classes, random });
    used.push([round + 1, lesson.sure]);
    const fitted = await fitRound(
      lesson.rows,
      { ...settings, learningRate: settings.learningRate * RATE_SHARE },
      { round, steps, totalSteps, epochSteps, parameters, context },
    );
    fits.push(fitted);
    ({ parameters } = fitted);
    const says = await predict(parameters, unlabelled.values, settings);
    told = told.map((value, index) => MEMORY * value + (1 - MEMORY) * (says[index] as number));
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
  { labelled, labels, unlabelled }: Pool,
  told: Float64Array,
  options: Pick<ConsistencyConfig, "disturbance" | "noise" | "threshold"> & { classes: number; random: Random },
): { rows: Lesson; sure: number } {
  const { classes, disturbance, noise, threshold, random } = options;
  const weights = Float32Array.from(certainties(told, classes), (certainty) => (certainty >= threshold ? 1 : 0));
  const rows = { features: unlabelled.values, targets: sharpen(told, classes), weights };
  const times = Math.max(1, Math.ceil((LABELLED_SHARE * unlabelled.rows) / labelled.rows));
  const disturbed =
    disturbance === "mixup" ? mixRows(rows, random) : { ...rows, features: withNoise(rows.features, noise, random) };
  const known = Array.from({ length: times }, () =>
    labelledLesson(
      disturbance === "noise" ? withNoise(labelled.values, noise, random) : labelled.values,
      labels,
      classes,
    ),
  );
  const sure = weights.reduce((sum, weight) => sum + weight, 0) / unlabelled.rows;
  return { rows: joinLessons(...known, disturbed), sure };
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

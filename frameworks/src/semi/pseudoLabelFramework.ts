import { PseudoLabelConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { argmax } from "../metrics/classification.ts";
import { certainties } from "./certainty.ts";
import { fitRound } from "./fitRound.ts";
import { type GraphTeaching, teachByGraph } from "./graphTeacher.ts";
import { joinLessons, labelledLesson } from "./lesson.ts";
import { affordableSteps, type FittedNetwork, type Lesson, predict, startingParameters } from "./network.ts";
import { joinCurves, semiOutcome } from "./outcome.ts";
import type { Pool } from "./pool.ts";
import { start } from "./start.ts";

const VERSION = "1.0.0";
const EPOCHS = 30;
const LEAST_STEPS = 1_500;
const MOST_STEPS = 6_000;
/** Rows with a label come so often that they are at least this part of the rows. */
const LABELLED_SHARE = 1 / 8;

/** Learns from few labels by labelling the other rows itself (Lee, "Pseudo-label", 2013). */
export const pseudoLabelFramework: Family = {
  family: "semi-supervised",
  name: "pseudo-label",
  version: VERSION,
  checkConfig: (config) => void readConfig(PseudoLabelConfig, config),
  train,
};

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const { seed } = spec;
  const config = readConfig(PseudoLabelConfig, spec.framework?.config ?? {});
  const { pool, classes, tuned, supervised } = await start(context, config);
  const { labelled, labels, unlabelled } = pool;
  const { settings } = tuned;
  const alone = await predict(supervised.parameters, unlabelled.values, settings);
  const graph =
    config.teacher === "network" ? undefined : teachByGraph(labelled, labels, unlabelled, { ...config, classes, seed });
  const useGraph = graph !== undefined && (config.teacher === "graph" || graph.accuracy > tuned.accuracy);
  const teaching = useGraph ? graph : undefined;

  const epochSteps = Math.ceil((labelled.rows + unlabelled.rows) / settings.batchSize);
  const steps = affordableSteps(settings, Math.min(MOST_STEPS, Math.max(LEAST_STEPS, EPOCHS * epochSteps)));
  const totalSteps = steps * config.rounds;
  const fits: FittedNetwork[] = [];
  const used: [number, number][] = [];
  let told = teaching?.probabilities ?? alone;
  let parameters = supervised.parameters;
  for (let round = 0; round < config.rounds; round++) {
    const lesson = pseudoLesson(pool, told, { classes, threshold: config.threshold, hard: round === 0 });
    used.push([round + 1, lesson.weights.reduce((sum, weight) => sum + weight, 0) / unlabelled.rows]);
    const fitted = await fitRound(withLabels(lesson, pool, classes), settings, {
      round,
      steps,
      totalSteps,
      epochSteps,
      parameters: startingParameters(settings, seed, 32),
      context,
    });
    fits.push(fitted);
    ({ parameters } = fitted);
    if (round + 1 < config.rounds)
      told = blend(await predict(parameters, unlabelled.values, settings), teaching, classes);
  }
  onProgress({ phase: "evaluating", step: totalSteps, totalSteps, epoch: 0 });
  return semiOutcome({
    context,
    pool,
    settings,
    parameters,
    supervised: supervised.parameters,
    curves: [joinCurves(fits), { name: "rows with a pseudo-label", x: "round", points: used }],
    framework: { name: "pseudo-label", version: VERSION },
    details: {
      teacher: useGraph ? "graph" : "network",
      noise: tuned.noise,
      crossValidation: { network: tuned.accuracy, ...(graph === undefined ? {} : { graph: graph.accuracy }) },
    },
  });
}

/** Unlabelled rows as their probabilities tell them, without weight where these are not sure enough. */
function pseudoLesson(
  { unlabelled }: Pool,
  probabilities: Float64Array,
  { classes, threshold, hard }: { classes: number; threshold: number; hard: boolean },
): Lesson {
  const sure = certainties(probabilities, classes);
  const targets = Float32Array.from(probabilities);
  if (hard) {
    targets.fill(0);
    for (let row = 0; row < unlabelled.rows; row++) {
      targets[row * classes + argmax(probabilities.subarray(row * classes, (row + 1) * classes))] = 1;
    }
  }
  return {
    features: unlabelled.values,
    targets,
    weights: Float32Array.from(sure, (certainty) => (certainty >= threshold ? 1 : 0)),
  };
}

/** Pseudo-labels beside the true ones. */
function withLabels(lesson: Lesson, { labelled, labels }: Pool, classes: number): Lesson {
  const times = Math.max(1, Math.ceil((LABELLED_SHARE * lesson.weights.length) / labelled.rows));
  return joinLessons(labelledLesson(labelled.values, labels, classes, times), lesson);
}

/** What the network says, and in equal parts what the graph said where it said something. */
function blend(network: Float64Array, graph: GraphTeaching | undefined, classes: number): Float64Array {
  if (graph === undefined) return network;
  return network.map((value, index) => {
    const reached = graph.reached[Math.floor(index / classes)];
    return reached ? (value + (graph.probabilities[index] as number)) / 2 : value;
  });
}

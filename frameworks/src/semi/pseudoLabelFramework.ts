import { PseudoLabelConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { argmax } from "../metrics/classification.ts";
import { fitRound } from "./fitRound.ts";
import { type GraphTeaching, teachByGraph } from "./graphTeacher.ts";
import { joinLessons, type Lesson, labelledLesson, repeatLesson } from "./lesson.ts";
import {
  affordableSteps,
  type FittedNetwork,
  predictions,
  startingParameters,
  type UntunedSettings,
} from "./network.ts";
import { joinCurves, semiOutcome } from "./outcome.ts";
import type { Pool } from "./pool.ts";
import { MEMORY, type Memory, start } from "./start.ts";
import { countSure, createTold } from "./told.ts";
import { toldLesson } from "./toldLesson.ts";

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
  train: (context) => trainPseudoLabel(context),
};

/** @param memory what is held in memory at most */
export async function trainPseudoLabel(context: TrainContext, memory: Memory = MEMORY): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const { seed } = spec;
  const config = readConfig(PseudoLabelConfig, spec.framework?.config ?? {});
  const { pool, classes, tuned, supervised } = await start(
    context,
    config,
    memory,
    (rows, wanted) => config.rounds * roundPlan(rows, wanted).steps,
  );
  const { matrix, unlabelled } = pool;
  const { settings } = tuned;
  const graph = config.teacher === "network" ? undefined : await teachByGraph(pool, { ...config, classes, seed });
  const useGraph = graph !== undefined && (config.teacher === "graph" || graph.accuracy > tuned.accuracy);
  const teaching = useGraph ? graph : undefined;
  if (teaching !== undefined && teaching.places.length < unlabelled.length) {
    pool.warnings.push(
      `The graph of neighbours holds ${teaching.places.length} of the ${unlabelled.length} rows without a label, drawn at random; rounds after the first learn from all.`,
    );
  }

  const { epochSteps, steps } = roundPlan(pool, settings);
  const totalSteps = steps * config.rounds;
  const fits: FittedNetwork[] = [];
  const used: [number, number][] = [];
  const saysNetwork = await createTold(unlabelled.length, classes, { ...memory, folder: context.scratch });
  let { parameters } = supervised;
  for (let round = 0; round < config.rounds; round++) {
    const byGraph = round === 0 ? teaching : undefined;
    if (byGraph === undefined) {
      for await (const { probabilities, start } of predictions(parameters, matrix, unlabelled, settings)) {
        saysNetwork.write(start, teaching === undefined ? probabilities : blend(probabilities, start, teaching));
      }
    }
    const told = byGraph?.told ?? saysNetwork;
    const rows = byGraph === undefined ? unlabelled : byGraph.places.map((place) => unlabelled[place] as number);
    used.push([round + 1, countSure(told, config.threshold) / unlabelled.length]);
    const targets =
      round === 0 ? mostProbable(classes) : (probabilities: Float64Array) => Float32Array.from(probabilities);
    const lesson = withLabels(toldLesson(matrix, rows, told, { threshold: config.threshold, targets }), pool);
    const fitted = await fitRound(lesson, settings, {
      round,
      steps,
      totalSteps,
      epochSteps,
      parameters: startingParameters(settings, seed, 32),
      context,
    });
    fits.push(fitted);
    ({ parameters } = fitted);
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

/** Certainty about the most probable class of each row. */
const mostProbable = (classes: number) => (probabilities: Float64Array) => {
  const targets = new Float32Array(probabilities.length);
  for (let start = 0; start < targets.length; start += classes) {
    targets[start + argmax(probabilities.subarray(start, start + classes))] = 1;
  }
  return targets;
};

/** Pseudo-labels beside the true ones. */
function withLabels(lesson: Lesson, { matrix, labelled, labels, target }: Pool): Lesson {
  const times = Math.max(1, Math.ceil((LABELLED_SHARE * lesson.rows) / labelled.length));
  const known = labelledLesson(matrix, labelled, labels, target.classes.length);
  return joinLessons(repeatLesson(known, times), lesson);
}

/** What the network says of the rows from `start` on, and in equal parts what the graph said of those that it holds. */
function blend(network: Float64Array, start: number, { places, told }: GraphTeaching): Float64Array {
  const { classes } = told;
  const end = start + network.length / classes;
  const first = places.findIndex((place) => place >= start);
  if (first < 0) return network;
  for (let index = first; index < places.length && (places[index] as number) < end; index++) {
    const said = told.read(Int32Array.of(index));
    const from = ((places[index] as number) - start) * classes;
    said.forEach((value, label) => {
      network[from + label] = ((network[from + label] as number) + value) / 2;
    });
  }
  return network;
}

/** Optimizer steps of a pass over the rows, and of a round. */
function roundPlan({ labelled, unlabelled }: Pool, settings: UntunedSettings) {
  const epochSteps = Math.ceil((labelled.length + unlabelled.length) / settings.batchSize);
  const steps = affordableSteps(settings, Math.min(MOST_STEPS, Math.max(LEAST_STEPS, EPOCHS * epochSteps)));
  return { epochSteps, steps };
}

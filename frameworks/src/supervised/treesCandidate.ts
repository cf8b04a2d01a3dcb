import type { TabularConfig } from "@blacktail/sdk/families";
import { int } from "../graph/attribute.ts";
import { createRandom } from "../random.ts";
import { thin } from "../report/thin.ts";
import { randomRows } from "../tables/randomRows.ts";
import { boost, type TreeSettings } from "../trees/boost.ts";
import { forestGraph } from "../trees/forestGraph.ts";
import { logisticLoss, quantityLoss, softmaxLoss, type TreeLoss } from "../trees/loss.ts";
import { type Forest, forestScores, meanForest } from "../trees/tree.ts";
import { type Candidate, type FitOptions, type Fitted, validationRows } from "./candidate.ts";
import { comparedRows } from "./comparedRows.ts";
import type { Model } from "./model.ts";
import type { Problem } from "./problem.ts";
import { treeLimits } from "./treeLimits.ts";

/** Part of the rows that a tree sees, unless `subsample` says otherwise or there are very many. */
const SUBSAMPLE = 0.8;
const SAMPLE_STREAM = 900;

/** Gradient-boosted trees. */
export function treesCandidate(config: TabularConfig): Candidate {
  const forestOf = new WeakMap<Model, { forest: Forest; outputs: number }>();
  const wrap = (forest: Forest, outputs: number): Model => {
    const wrapped = treesModel(forest, outputs);
    forestOf.set(wrapped, { forest, outputs });
    return wrapped;
  };
  const { rounds, leaves, depth, shrinkage, subsample, columnSample, minLeafRows, l2 } = config;
  const settings = { rounds, leaves, depth, shrinkage, subsample, columnSample, minRows: minLeafRows, l2 };
  return {
    model: "trees",
    settings: { rounds, leaves, depth, shrinkage },
    plan: () => rounds,
    kept: false,
    async fit(options) {
      const { forest, ...fitted } = await fitTrees(settings, options);
      return { ...fitted, model: wrap(forest, options.problem.outputs) };
    },
    merge(members) {
      const known = members.flatMap(({ model }) => forestOf.get(model) ?? []);
      return wrap(meanForest(known.map(({ forest }) => forest)), known[0]?.outputs ?? 1);
    },
  };
}

async function fitTrees(
  { subsample, ...settings }: Omit<TreeSettings, "subsample"> & { subsample: number | undefined },
  { table, problem, train: wanted, validation, config, context, member, hasty, onProgress }: FitOptions,
): Promise<Omit<Fitted, "model"> & { forest: Forest }> {
  const matrix = await table.matrix("raw");
  const { outputs } = problem;
  const { seed } = context.spec;
  const { width } = matrix;
  const large = hasty ?? wanted.length > comparedRows(width);
  const limits = treeLimits({ rounds: settings.rounds, width, outputs, hasty: large });
  const train = randomRows(wanted, limits.rows, createRandom(seed, SAMPLE_STREAM + member));
  const judged = validationRows(validation, width);
  let latest = problem.measure(new Float32Array(judged.length * outputs), judged);
  let best = latest;
  const training: [number, number][] = [];
  const { forest, rounds, losses } = await boost({
    settings: { ...settings, subsample: subsample ?? Math.min(SUBSAMPLE, limits.treeRows / train.length) },
    reader: matrix,
    train,
    validation: judged,
    loss: lossOf(problem, train, config.loss),
    validationLoss(scores) {
      latest = problem.measure(toScores(scores, outputs), judged);
      return latest.loss;
    },
    patience: config.patience,
    seed,
    stream: 1_000 + member,
    onRound(round, loss, better) {
      training.push([round, loss]);
      if (better) best = latest;
      onProgress({ step: round, epoch: round, loss, validation: latest });
    },
  });
  const held: [number, number][] = losses.map((loss, round) => [round, loss]);
  return {
    forest,
    validation: best,
    rows: train.length,
    steps: rounds,
    curves: [
      { name: "training loss", x: "round", points: thin(training) },
      { name: "validation loss", x: "round", points: thin(held) },
    ],
  };
}

function lossOf(problem: Problem, train: Int32Array, kind: TabularConfig["loss"]): TreeLoss {
  const targets = problem.targets(train);
  if (targets instanceof Float32Array) return quantityLoss(targets, kind);
  const labels = Int32Array.from(targets, Number);
  return problem.outputs === 2 ? logisticLoss(labels) : softmaxLoss(labels, problem.outputs);
}

/** Scores as the problem takes them: of two classes the trees score the second, and the first is always 0. */
function toScores(scores: Float64Array, outputs: number): Float32Array {
  if (outputs !== 2) return Float32Array.from(scores);
  const both = new Float32Array(scores.length * 2);
  scores.forEach((score, row) => {
    both[row * 2 + 1] = score;
  });
  return both;
}

function treesModel(forest: Forest, outputs: number): Model {
  return {
    form: "raw",
    async open() {
      return {
        score: (features) => toScores(forestScores(forest, features), outputs),
        release: () => Promise.resolve(),
      };
    },
    addTo(tape, features) {
      const { graph } = tape;
      const scores = forestGraph(tape, features, forest);
      if (outputs !== 2) return scores;
      const zeros = graph.node("Sub", [scores.name, scores.name]);
      return tape.value(graph.node("Concat", [zeros, scores.name], { attributes: { axis: int(1) } }), ["N", 2]);
    },
  };
}

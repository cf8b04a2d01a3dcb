import type { TabularConfig } from "@blacktail/sdk/families";
import { int } from "../graph/attribute.ts";
import { thin } from "../report/thin.ts";
import { boost, type TreeSettings } from "../trees/boost.ts";
import { forestGraph } from "../trees/forestGraph.ts";
import { logisticLoss, quantityLoss, softmaxLoss, type TreeLoss } from "../trees/loss.ts";
import { type Forest, forestScores, meanForest } from "../trees/tree.ts";
import { boundRows, type Candidate, type FitOptions, type Fitted } from "./candidate.ts";
import type { Model } from "./model.ts";
import type { Problem } from "./problem.ts";

/** Rows that trees learn from at most, evenly spaced among those meant for it, and codes that they may take. */
const MAX_ROWS = 1_000_000;
const MAX_CODES = 400_000_000;
/** Rows that one tree sees at most, unless `subsample` says otherwise. */
const TREE_ROWS = 200_000;
const SUBSAMPLE = 0.8;

/** Gradient-boosted trees. */
export function treesCandidate(config: TabularConfig): Candidate {
  const forestOf = new WeakMap<Model, { forest: Forest; outputs: number }>();
  const wrap = (forest: Forest, outputs: number): Model => {
    const wrapped = treesModel(forest, outputs);
    forestOf.set(wrapped, { forest, outputs });
    return wrapped;
  };
  const { rounds, leaves, depth, shrinkage, columnSample, minLeafRows, l2 } = config;
  return {
    model: "trees",
    settings: { rounds, leaves, depth, shrinkage },
    plan: () => rounds,
    async fit(options) {
      const subsample = config.subsample ?? Math.min(SUBSAMPLE, TREE_ROWS / options.train.length);
      const settings = { rounds, leaves, depth, shrinkage, subsample, columnSample, minRows: minLeafRows, l2 };
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
  settings: TreeSettings,
  { table, problem, train: wanted, validation, config, context, member, onProgress }: FitOptions,
): Promise<Omit<Fitted, "model"> & { forest: Forest }> {
  const matrix = await table.matrix("raw");
  const train = thinned(wanted, Math.min(MAX_ROWS, Math.floor(MAX_CODES / matrix.width)));
  const judged = boundRows(validation, matrix.width);
  const { outputs } = problem;
  let latest = problem.measure(new Float32Array(judged.length * outputs), judged);
  let best = latest;
  const training: [number, number][] = [];
  const { forest, rounds, losses } = await boost({
    settings,
    reader: matrix,
    train,
    validation: judged,
    loss: lossOf(problem, train, config.loss),
    validationLoss(scores) {
      latest = problem.measure(toScores(scores, outputs), judged);
      return latest.loss;
    },
    patience: config.patience,
    seed: context.spec.seed,
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
    steps: rounds,
    curves: [
      { name: "training loss", x: "round", points: thin(training) },
      { name: "validation loss", x: "round", points: thin(held) },
    ],
  };
}

const thinned = (rows: Int32Array, limit: number): Int32Array => {
  const stride = Math.ceil(rows.length / limit);
  return stride <= 1 ? rows : rows.filter((_, index) => index % stride === 0);
};

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

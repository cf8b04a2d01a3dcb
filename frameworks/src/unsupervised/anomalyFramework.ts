import type { TaskInfo } from "@blacktail/sdk";
import { AnomalyConfig } from "@blacktail/sdk/families";
import type { Tape, Value } from "../autodiff/tape.ts";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { rareness } from "../metrics/rareness.ts";
import { rocAuc } from "../metrics/rocAuc.ts";
import { createRandom } from "../random.ts";
import { exportTable } from "../tables/exportTable.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import { checkEnoughRows } from "./enoughRows.ts";
import { growForest, isolationScores } from "./isolationForest.ts";
import { isolationGraph } from "./isolationGraph.ts";
import { fitCloud, mahalanobisDistances } from "./mahalanobis.ts";
import { mahalanobisGraph } from "./mahalanobisGraph.ts";
import { frameworkOf, splitOf, tableTask } from "./outcome.ts";
import type { PointSet } from "./pointSet.ts";
import { componentScatter } from "./report.ts";
import { loadSpace, type Space, sampleNote } from "./space.ts";

const VERSION = "1.0.0";

/** Says how unlike the others a table's rows are. */
export const anomalyFramework: Family = {
  family: "unsupervised",
  name: "anomaly",
  version: VERSION,
  checkConfig: (config) => void readConfig(AnomalyConfig, config),
  train: (context) => trainAnomaly(context),
};

/** A way to score rows; higher is stranger. */
interface Scorer {
  scores(points: PointSet): Promise<Float64Array>;
  graph(tape: Tape, features: Value, free: (name: string) => string): Value;
}

/** @param memory what is held in memory at most, as `loadTable` takes it. */
export async function trainAnomaly(context: TrainContext, memory?: LoadOptions["memory"]): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(AnomalyConfig, spec.framework?.config ?? {});
  const space = await loadSpace(context, config, memory);
  await checkEnoughRows(space.train, 2);
  const totalSteps = config.method === "mahalanobis" ? 1 : config.trees;
  const report = (step: number) =>
    onProgress({ phase: "training", step, totalSteps, epoch: 0, message: config.method });
  report(0);
  const scorer = await fitScorer(space, config, spec.seed, report);
  onProgress({ phase: "evaluating", step: totalSteps, totalSteps, epoch: 0 });
  const scores = await scorer.scores(space.measured);
  const sorted = scores.slice().sort();
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const task: TaskInfo = { kind: "anomaly", ...tableTask(space, spec) };
  const strange = quantile(0.99);
  const quantiles = Array.from({ length: 101 }, (_, percent): [number, number] => [percent, quantile(percent / 100)]);
  return {
    model: exportTable({
      name: "anomaly",
      encoders: space.loaded.encoders,
      task,
      framework: frameworkOf(spec, "unsupervised", "anomaly", VERSION),
      outputs: (tape, features, free) => ({ value: scorer.graph(tape, features, free) }),
    }),
    metrics: {
      ...compareAnomalies(space, scores),
      medianScore: quantile(0.5),
      score95: quantile(0.95),
      score99: strange,
    },
    task,
    split: splitOf(space),
    report: {
      v: 1,
      curves: [{ name: "score", x: "percent of the rows below", points: quantiles }],
      scatter: await componentScatter(space.measured, spec.seed, (row) =>
        (scores[row] as number) >= strange ? "strangest 1 %" : "other",
      ),
    },
    warnings: space.warnings,
    details: { method: config.method, features: space.width },
  };
}

async function fitScorer(
  space: Space,
  config: AnomalyConfig,
  seed: number,
  onTree: (tree: number) => void,
): Promise<Scorer> {
  if (config.method === "mahalanobis") {
    const cloud = await fitCloud(space.train, createRandom(seed, 10));
    space.warnings.push(...sampleNote(space, cloud.sampled, "its usual part was sought"));
    return {
      scores: (rows) => mahalanobisDistances(rows, cloud),
      graph: (tape, features, free) => mahalanobisGraph(tape, features, cloud, free),
    };
  }
  const forest = await growForest(space.train, { ...config, random: createRandom(seed, 10) }, onTree);
  return {
    scores: (rows) => isolationScores(rows, forest),
    graph: (tape, features) => isolationGraph(tape, features, forest),
  };
}

/** Where a target column says what each row is: how often a row of a rarer kind has the higher score. */
function compareAnomalies({ truths }: Space, scores: Float64Array): { rocAuc?: number } {
  if (truths === undefined) return {};
  const isKnown = (_: number, row: number) => truths.codes[row] !== -1;
  const auc = rocAuc(scores.filter(isKnown), rareness(Array.from(truths.codes.filter(isKnown))));
  return auc === undefined ? {} : { rocAuc: auc };
}

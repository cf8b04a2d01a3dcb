import type { TaskInfo } from "@blacktail/sdk";
import { KMeansConfig } from "@blacktail/sdk/families";
import type { Tape, Value } from "../autodiff/tape.ts";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom } from "../random.ts";
import { exportTable } from "../tables/exportTable.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import { assign } from "./assign.ts";
import { chooseClusters } from "./chooseClusters.ts";
import { compareClusters } from "./compare.ts";
import { checkEnoughRows } from "./enoughRows.ts";
import { type Clustering, kMeans } from "./kMeans.ts";
import { clusterNames, frameworkOf, splitOf, tableTask } from "./outcome.ts";
import { componentScatter, curveOf } from "./report.ts";
import { loadSpace, type Space, sampleNote, scaleFeatures } from "./space.ts";

const VERSION = "1.0.0";

/** Clusters of a table's rows by k-means. */
export const kMeansFramework: Family = {
  family: "unsupervised",
  name: "k-means",
  version: VERSION,
  checkConfig: (config) => void readConfig(KMeansConfig, config),
  train: (context) => trainKMeans(context),
};

/** @param memory what is held in memory at most, as `loadTable` takes it. */
export async function trainKMeans(context: TrainContext, memory?: LoadOptions["memory"]): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(KMeansConfig, spec.framework?.config ?? {});
  const space = await loadSpace(context, config, memory);
  const { restarts, iterations } = config;
  const report = (step: number, message: string) =>
    onProgress({ phase: "training", step, totalSteps: restarts, epoch: 0, message });
  await checkEnoughRows(space.train, config.clusters ?? 2, "clusters");
  const choice =
    config.clusters === undefined
      ? await chooseClusters(space.train, spec.seed, (clusters) => report(0, `trying ${clusters} clusters`))
      : undefined;
  const clusters = choice?.clusters ?? config.clusters ?? 2;
  const random = createRandom(spec.seed, 10);
  const onStart = (start: number) => report(start, `start ${start + 1} of ${restarts}`);
  const onPass = (pass: number) => report(restarts, `iteration ${pass + 1} over all rows`);
  const found = await kMeans(space.train, { clusters, restarts, iterations, random, onStart, onPass });
  space.warnings.push(...sampleNote(space, found.sampled, "its clusters were sought"));
  onProgress({ phase: "evaluating", step: restarts, totalSteps: restarts, epoch: 0 });
  const { labels, inertia } = await assign(space.measured, found.centres);
  const classes = clusterNames(clusters);
  const task: TaskInfo = { kind: "clustering", classes, ...tableTask(space, spec) };
  const curves = [
    curveOf("inertia", "iteration", found.curve, 0),
    ...(choice === undefined ? [] : [curveOf("silhouette", "clusters", choice.silhouettes, 2)]),
    ...(choice === undefined ? [] : [curveOf("inertia by clusters", "clusters", choice.inertias, 2)]),
  ];
  return {
    model: exportTable({
      name: "k-means",
      encoders: space.loaded.encoders,
      task,
      framework: frameworkOf(spec, "unsupervised", "k-means", VERSION),
      outputs: (tape, features, free) => ({ scores: nearness(tape, features, space, found, free) }),
    }),
    metrics: { ...(await compareClusters(space, labels, spec.seed)), inertia },
    task,
    split: splitOf(space),
    report: {
      v: 1,
      curves,
      scatter: await componentScatter(space.measured, spec.seed, (row) => classes[labels[row] as number] ?? ""),
    },
    warnings: space.warnings,
    details: { clusters, features: space.width, scaled: space.scale === undefined ? "standard" : "none" },
  };
}

/**
 * Scores [N, clusters]: k-means is the limit of a mixture of round Gaussians of one variance, and this is their log probability up
 * to what is the same for all: (x·c - |c|²/2) / variance. The largest belongs to the nearest centre.
 */
function nearness(
  tape: Tape,
  features: Value,
  space: Space,
  { centres, inertia }: Clustering,
  free: (name: string) => string,
): Value {
  const { graph } = tape;
  const { width, rows } = space.train;
  const clusters = centres.length / width;
  // Where every row lies on its centre, any small variance says so.
  const variance = Math.max(inertia / (rows * width), 1e-6);
  const weights = new Float32Array(width * clusters);
  const offsets = new Float32Array(clusters);
  for (let cluster = 0; cluster < clusters; cluster++) {
    let square = 0;
    for (let column = 0; column < width; column++) {
      const value = centres[cluster * width + column] as number;
      weights[column * clusters + cluster] = value / variance;
      square += value * value;
    }
    offsets[cluster] = -square / (2 * variance);
  }
  const x = scaleFeatures(tape, features, space);
  const scores = graph.node("Gemm", [
    x.name,
    graph.initializer(free("centres"), "float32", [width, clusters], weights),
    graph.initializer(free("offsets"), "float32", [clusters], offsets),
  ]);
  return tape.value(scores, ["N", clusters]);
}

import type { TaskInfo } from "@blacktail/sdk";
import { MixtureConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom } from "../random.ts";
import { exportTable } from "../tables/exportTable.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import { chooseMixture } from "./chooseMixture.ts";
import { compareClusters } from "./compare.ts";
import { checkEnoughRows } from "./enoughRows.ts";
import { fitMixture } from "./fitMixture.ts";
import { likeliest } from "./likeliest.ts";
import { mixtureScores } from "./mixtureGraph.ts";
import { clusterNames, frameworkOf, splitOf, tableTask } from "./outcome.ts";
import { componentScatter, curveOf } from "./report.ts";
import { loadSpace, type Space, sampleNote } from "./space.ts";

const VERSION = "1.0.0";
/** Of standardised numbers. */
const LEAST_VARIANCE = 1e-3;
/** Of categories: no more certain than this, or each combination of them would be a component. */
const LEAST_CATEGORY_VARIANCE = 0.1;

/** Clusters of a table's rows by a mixture of Gaussians. */
export const mixtureFramework: Family = {
  family: "unsupervised",
  name: "mixture",
  version: VERSION,
  checkConfig: (config) => void readConfig(MixtureConfig, config),
  train: (context) => trainMixture(context),
};

/** @param memory what is held in memory at most, as `loadTable` takes it. */
export async function trainMixture(context: TrainContext, memory?: LoadOptions["memory"]): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(MixtureConfig, spec.framework?.config ?? {});
  const space = await loadSpace(context, config, memory);
  await checkEnoughRows(space.train, config.components ?? 2, "components");
  const floor = leastVariances(space);
  const totalSteps = config.restarts * config.iterations;
  const report = (step: number, message: string) =>
    onProgress({ phase: "training", step, totalSteps, epoch: 0, message });
  const choice = await chooseMixture(space.train, { ...config, floor, seed: spec.seed }, (count) =>
    report(0, `trying ${count} components`),
  );
  const { components, covariance } = choice;
  let step = 0;
  const fitted = await fitMixture(space.train, {
    components,
    covariance,
    floor,
    restarts: config.restarts,
    iterations: config.iterations,
    random: createRandom(spec.seed, 10),
    onIteration: () => report(Math.min(++step, totalSteps), `${components} components`),
  });
  space.warnings.push(...sampleNote(space, fitted.sampled, "its components were sought"));
  onProgress({ phase: "evaluating", step: totalSteps, totalSteps, epoch: 0 });
  const { labels, meanLogDensity } = await likeliest(space.measured, fitted.mixture);
  const classes = clusterNames(components);
  const task: TaskInfo = { kind: "clustering", classes, ...tableTask(space, spec) };
  return {
    model: exportTable({
      name: "mixture",
      encoders: space.loaded.encoders,
      task,
      framework: frameworkOf(spec, "unsupervised", "mixture", VERSION),
      outputs: (tape, features, free) => ({ scores: mixtureScores(tape, features, fitted.mixture, free) }),
    }),
    metrics: { ...(await compareClusters(space, labels, spec.seed)), bic: fitted.bic, nats: -meanLogDensity },
    task,
    split: splitOf(space),
    report: {
      v: 1,
      curves: [
        curveOf("mean log density", "iteration", fitted.curve, 0),
        ...choice.tried.map(({ covariance: kind, first, bics }) => curveOf(`BIC, ${kind}`, "components", bics, first)),
      ],
      scatter: await componentScatter(space.measured, spec.seed, (row) => classes[labels[row] as number] ?? ""),
    },
    warnings: space.warnings,
    details: { components, covariance, features: space.width },
  };
}

function leastVariances({ loaded, width }: Space): Float64Array {
  // Numbers come first among the features.
  const numbers = loaded.encoders.filter(({ type }) => type === "number").length;
  const least = (feature: number) => (feature < numbers ? LEAST_VARIANCE : LEAST_CATEGORY_VARIANCE);
  return Float64Array.from({ length: width }, (_, feature) => least(feature));
}

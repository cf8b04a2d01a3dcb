import type { Curve } from "@blacktail/sdk";
import type { TrainContext, TrainOutcome } from "../family.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import { classificationReport } from "../report/classificationReport.ts";
import { permutationImportance } from "../report/permutationImportance.ts";
import { thin } from "../report/thin.ts";
import { network } from "../runner/network.ts";
import type { Parameter } from "../runner/scan.ts";
import { createForward } from "../supervised/forward.ts";
import { softmaxRows } from "../supervised/problem.ts";
import { columnFeatures } from "../tables/columnFeatures.ts";
import { exportTable } from "../tables/exportTable.ts";
import { predictionTask } from "../tables/task.ts";
import { type NetworkSettings, predict } from "./network.ts";
import type { Pool } from "./pool.ts";
import { ALL_ROWS_WEIGHT_DECAY, accuracyOf } from "./tune.ts";

/** Measures a network beside the one that learned from the labels alone, and packs it. */
export async function semiOutcome({
  context,
  pool,
  settings,
  parameters,
  supervised,
  curves,
  framework,
  details,
}: {
  context: TrainContext;
  pool: Pool;
  settings: NetworkSettings;
  parameters: readonly Parameter[];
  supervised: readonly Parameter[];
  curves: readonly Curve[];
  framework: { readonly name: string; readonly version: string };
  details: Readonly<Record<string, unknown>>;
}): Promise<TrainOutcome> {
  const { spec } = context;
  const { loaded, target, test, testLabels } = pool;
  const classes = target.classes.length;
  const probabilities = await predict(parameters, test.values, settings);
  const metrics = classificationMetrics(probabilities, testLabels, classes);
  const supervisedAccuracy = accuracyOf(await predict(supervised, test.values, settings), testLabels);
  const forward = await createForward(parameters, settings.activation);
  const weights = parameters.map(({ initial }) => initial);
  const importance = await permutationImportance({
    features: test.values,
    width: test.width,
    columns: columnFeatures(loaded.encoders),
    metric: "accuracy",
    async measure(features) {
      const scores = softmaxRows(await forward.run(weights, features), classes);
      return accuracyOf(scores, testLabels.slice(0, scores.length / classes));
    },
    seed: spec.seed,
  });
  await forward.release();
  const task = predictionTask(target, loaded.encoders);
  const model = exportTable({
    name: framework.name,
    encoders: loaded.encoders,
    task,
    framework: { family: "semi-supervised", ...framework, config: spec.framework?.config ?? {} },
    outputs: (tape, features, free) => {
      const { graph } = tape;
      const factors = graph.constant("float32", [test.width], Array.from(pool.scale));
      const scaled = tape.value(graph.node("Mul", [features.name, factors]), features.shape);
      const values = parameters.map(({ name, shape, initial }) =>
        tape.value(graph.initializer(free(name), "float32", shape, initial), shape),
      );
      return { scores: network(tape, scaled, values, settings.activation) };
    },
  });
  return {
    model,
    metrics: { ...metrics, supervisedAccuracy, gainPoints: 100 * (metrics.accuracy - supervisedAccuracy) },
    task,
    split: { train: pool.labelled.rows + pool.unlabelled.rows, validation: 0, test: test.rows },
    report: {
      v: 1,
      curves: [...curves],
      ...classificationReport(probabilities, testLabels, target.classes),
      importance,
    },
    warnings: pool.warnings,
    details: {
      labelled: pool.labelled.rows,
      unlabelled: pool.unlabelled.rows,
      features: test.width,
      // Of the network that is compared with, and of the one exported.
      weightDecay: { supervised: settings.weightDecay, all: ALL_ROWS_WEIGHT_DECAY },
      ...details,
    },
  };
}

/** The losses of fits that followed each other, as one curve. */
export function joinCurves(fits: readonly { readonly curves: readonly Curve[]; readonly steps: number }[]): Curve {
  const points: [number, number][] = [];
  let before = 0;
  for (const { curves, steps } of fits) {
    for (const [step, loss] of curves[0]?.points ?? []) points.push([before + step, loss]);
    before += steps;
  }
  return { name: "training loss", x: "step", points: thin(points) };
}

import type { Curve } from "@blacktail/sdk";
import { counted } from "../csv/counted.ts";
import type { TrainContext, TrainOutcome } from "../family.ts";
import { type ClassMeter, classMeter } from "../report/classMeter.ts";
import { permutationImportance } from "../report/permutationImportance.ts";
import { thin } from "../report/thin.ts";
import { network } from "../runner/network.ts";
import type { Parameter } from "../runner/scan.ts";
import { createForward } from "../supervised/forward.ts";
import { softmaxRows } from "../supervised/problem.ts";
import { columnFeatures } from "../tables/columnFeatures.ts";
import { exportTable } from "../tables/exportTable.ts";
import { predictionTask } from "../tables/task.ts";
import { thinRows } from "../tables/thinRows.ts";
import { type NetworkSettings, predictions } from "./network.ts";
import type { Pool } from "./pool.ts";
import { ALL_ROWS_WEIGHT_DECAY, accuracyOf } from "./tune.ts";

/** Metrics of fewer rows say little. */
const FEW_ROWS = 30;
/** Rows whose columns are shuffled to see what matters. */
const IMPORTANCE_ROWS = 2_000;

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
  const { loaded, target, matrix, test } = pool;
  const { width } = matrix;
  const classes = target.classes.length;
  const measured = await measure(parameters, pool, settings);
  const metrics = measured.metrics();
  const supervisedAccuracy = (await measure(supervised, pool, settings)).metrics().accuracy;
  const forward = await createForward(parameters, settings.activation);
  const weights = parameters.map(({ initial }) => initial);
  const shuffledLabels = thinRows(pool.testLabels, IMPORTANCE_ROWS);
  const importance = await permutationImportance({
    features: await matrix.read(thinRows(test, IMPORTANCE_ROWS)),
    width,
    columns: columnFeatures(loaded.encoders),
    metric: "accuracy",
    async measure(features) {
      const scores = softmaxRows(await forward.run(weights, features), classes);
      return accuracyOf(scores, shuffledLabels.slice(0, scores.length / classes));
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
      const factors = graph.constant("float32", [width], Array.from(pool.scale));
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
    split: { train: pool.labelled.length + pool.unlabelled.length, validation: 0, test: test.length },
    report: {
      v: 1,
      curves: [...curves],
      ...measured.report(),
      importance,
    },
    warnings: [
      ...pool.warnings,
      ...(test.length < FEW_ROWS ? [`The metrics are of ${counted(test.length, "row")} only.`] : []),
    ],
    details: {
      labelled: pool.labelled.length,
      unlabelled: pool.unlabelled.length,
      features: width,
      // Of the network that is compared with, and of the one exported.
      weightDecay: { supervised: settings.weightDecay, all: ALL_ROWS_WEIGHT_DECAY },
      ...details,
    },
  };
}

/** Measures a network on the test rows, part by part. */
async function measure(
  parameters: readonly Parameter[],
  { matrix, target, test, testLabels }: Pool,
  settings: NetworkSettings,
): Promise<ClassMeter> {
  const meter = classMeter(target.classes);
  for await (const { probabilities, start } of predictions(parameters, matrix, test, settings)) {
    meter.add(probabilities, testLabels.subarray(start, start + probabilities.length / target.classes.length));
  }
  return meter;
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

import type { TaskInfo } from "@blacktail/sdk";
import { AutoencoderConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { createRandom } from "../random.ts";
import { network } from "../runner/network.ts";
import { exportTable } from "../tables/exportTable.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import { type Autoencoder, fitAutoencoder } from "./autoencoder.ts";
import { meanPoint } from "./covariance.ts";
import { checkEnoughRows } from "./enoughRows.ts";
import { frameworkOf, splitOf, tableTask } from "./outcome.ts";
import { type PointSet, samplePoints } from "./pointSet.ts";
import { Reconstruction } from "./reconstruction.ts";
import { embeddingScatter } from "./report.ts";
import { loadSpace, truthOf } from "./space.ts";

const VERSION = "1.0.0";
const MIN_ROWS = 10;
/** More do not tell better when to stop, and are rebuilt again and again. */
const VALIDATION_ROWS = 10_000;

/** Describes a table's rows by the few numbers from which a network can rebuild them. */
export const autoencoderFramework: Family = {
  family: "unsupervised",
  name: "autoencoder",
  version: VERSION,
  checkConfig: (config) => void readConfig(AutoencoderConfig, config),
  train: (context) => trainAutoencoder(context),
};

/** @param memory what is held in memory at most, as `loadTable` takes it. */
export async function trainAutoencoder(context: TrainContext, memory?: LoadOptions["memory"]): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(AutoencoderConfig, spec.framework?.config ?? {});
  const space = await loadSpace(context, config, memory);
  const { split, rows } = space.loaded;
  await checkEnoughRows(space.pointsAt(Int32Array.from({ length: rows }, (_, row) => row)), MIN_ROWS);
  const { width } = space;
  if (config.dimensions >= width) {
    space.warnings.push(
      `The columns make ${width} features; a description by ${config.dimensions} numbers leaves nothing out.`,
    );
  }
  const held = split.validation.length > 0 ? space.pointsAt(split.validation) : space.train;
  const validation = await samplePoints(held, createRandom(spec.seed, 16), VALIDATION_ROWS);
  const fitted = await fitAutoencoder(space.train, validation, { config, context });
  onProgress({ phase: "evaluating", step: fitted.steps, totalSteps: fitted.steps, epoch: fitted.epochs });
  const metrics = await measure(space.measured, fitted, await meanPoint(space.train));
  const scatter = await embeddingScatter(space.measured, config.dimensions, {
    embed: async (points) => (await fitted.run(points)).codes,
    nameOf: truthOf(space),
  });
  await fitted.release();
  const task: TaskInfo = { kind: "embedding", dimensions: config.dimensions, ...tableTask(space, spec) };
  return {
    model: exportTable({
      name: "autoencoder",
      encoders: space.loaded.encoders,
      task,
      framework: frameworkOf(spec, "unsupervised", "autoencoder", VERSION),
      outputs: (tape, features, free) => {
        const weights = fitted.encoder.map(({ name, shape, initial }) =>
          tape.value(tape.graph.initializer(free(name), "float32", shape, initial), shape),
        );
        return { embedding: network(tape, features, weights, config.activation) };
      },
    }),
    metrics,
    task,
    split: splitOf(space),
    report: {
      v: 1,
      curves: [...fitted.curves],
      scatter,
    },
    warnings: space.warnings,
    details: { dimensions: config.dimensions, hidden: config.hidden, features: width, steps: fitted.steps },
  };
}

async function measure(points: PointSet, fitted: Autoencoder, mean: Float64Array) {
  const reconstruction = new Reconstruction(mean);
  for await (const part of points.parts()) reconstruction.add(part, (await fitted.run(part)).rebuilt);
  return reconstruction.metrics();
}

import type { TaskInfo } from "@blacktail/sdk";
import { AutoencoderConfig } from "@blacktail/sdk/families";
import { readConfig } from "../config.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { network } from "../runner/network.ts";
import { exportTable } from "../tables/exportTable.ts";
import { fitAutoencoder } from "./autoencoder.ts";
import { checkEnoughRows } from "./enoughRows.ts";
import { frameworkOf, splitOf, tableTask } from "./outcome.ts";
import { meanPoint, takePoints } from "./points.ts";
import { reconstructionMetrics } from "./reconstruction.ts";
import { embeddingScatter } from "./report.ts";
import { loadSpace } from "./space.ts";

const VERSION = "1.0.0";
const MIN_ROWS = 10;

/** Describes a table's rows by the few numbers from which a network can rebuild them. */
export const autoencoderFramework: Family = {
  family: "unsupervised",
  name: "autoencoder",
  version: VERSION,
  checkConfig: (config) => void readConfig(AutoencoderConfig, config),
  train,
};

async function train(context: TrainContext): Promise<TrainOutcome> {
  const { spec, onProgress } = context;
  const config = readConfig(AutoencoderConfig, spec.framework?.config ?? {});
  const space = await loadSpace(context, config);
  checkEnoughRows(space.points, MIN_ROWS);
  const { width } = space.points;
  if (config.dimensions >= width) {
    space.warnings.push(
      `The columns make ${width} features; a description by ${config.dimensions} numbers leaves nothing out.`,
    );
  }
  const { split } = space.loaded;
  const validation = takePoints(space.points, split.validation.length > 0 ? split.validation : split.train);
  const fitted = await fitAutoencoder(space.train, validation, { config, context });
  onProgress({ phase: "evaluating", step: fitted.steps, totalSteps: fitted.steps, epoch: fitted.epochs });
  const measured = takePoints(space.points, space.measured);
  const { codes, rebuilt } = await fitted.run(measured);
  await fitted.release();
  const task: TaskInfo = { kind: "embedding", dimensions: config.dimensions, ...tableTask(space, spec) };
  const truths = space.truths ?? [];
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
    metrics: reconstructionMetrics(measured, rebuilt, meanPoint(space.train)),
    task,
    split: splitOf(space),
    report: {
      v: 1,
      curves: [...fitted.curves],
      scatter: embeddingScatter(codes, config.dimensions, (row) => truths[space.measured[row] as number] ?? ""),
    },
    warnings: space.warnings,
    details: { dimensions: config.dimensions, hidden: config.hidden, features: width, steps: fitted.steps },
  };
}

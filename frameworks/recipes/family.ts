/**
 * A family of your own: nearest centroid. A row belongs to the class whose mean row is closest. That is a linear layer, for
 * |x - m|² = |x|² - 2 x·m + |m|², and |x|² is the same for every class.
 *
 *   npm run blacktail -- train --module frameworks/recipes/family.ts --family supervised --name nearest-centroid --data FILE --target COLUMN
 */
import {
  chunksOf,
  classificationMetrics,
  classificationReport,
  exportTable,
  type Family,
  linear,
  loadTable,
  predictionTask,
  problem,
  readConfig,
} from "@blacktail/frameworks/engine";
import { z } from "zod";

const Config = z.strictObject({ sharpness: z.number().gt(0).default(1).meta({ title: "Sharpness" }) });

const nearestCentroid: Family = {
  family: "supervised",
  name: "nearest-centroid",
  version: "1.0.0",
  checkConfig: (config) => void readConfig(Config, config),
  async train(context) {
    const { sharpness } = readConfig(Config, context.spec.framework?.config);
    const table = await loadTable(context, { target: "required" });
    const { width, encoders, target, split, warnings } = table;
    if (target?.kind !== "classification") {
      throw problem("TARGET_NOT_CLASSES", "The target is a quantity.", "Choose a column of few different values.");
    }
    const count = target.classes.length;
    // Features lie in memory or, of a large file, on disk: read part by part they need not fit.
    const matrix = await table.matrix("scaled");
    const sums = new Float64Array(count * width);
    const counts = new Float64Array(count);
    for await (const { features, positions } of chunksOf(matrix, split.train)) {
      positions.forEach((row, index) => {
        const label = target.labels[row] ?? 0;
        counts[label] = (counts[label] ?? 0) + 1;
        for (let k = 0; k < width; k++) {
          sums[label * width + k] = (sums[label * width + k] ?? 0) + (features[index * width + k] ?? 0);
        }
      });
      context.onProgress({ phase: "training", step: 1, totalSteps: 1, epoch: 1 });
    }
    const weight = new Float32Array(width * count); // [width, classes]
    const bias = new Float32Array(count);
    for (let label = 0; label < count; label++) {
      for (let k = 0; k < width; k++) {
        const mean = (sums[label * width + k] ?? 0) / Math.max(1, counts[label] ?? 0);
        weight[k * count + label] = 2 * sharpness * mean;
        bias[label] = (bias[label] ?? 0) - sharpness * mean * mean;
      }
    }

    const probabilities = new Float64Array(split.test.length * count);
    for await (const { features, positions, start } of chunksOf(matrix, split.test)) {
      for (let index = 0; index < positions.length; index++) {
        const scores = Array.from(bias, (offset, label) => {
          let score = offset;
          for (let k = 0; k < width; k++)
            score += (features[index * width + k] ?? 0) * (weight[k * count + label] ?? 0);
          return score;
        });
        const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
        const total = powers.reduce((sum, power) => sum + power, 0);
        probabilities.set(
          powers.map((power) => power / total),
          (start + index) * count,
        );
      }
    }
    const truth = split.test.map((row) => target.labels[row] ?? -1);

    const task = predictionTask(target, encoders);
    const model = exportTable({
      name: "nearest-centroid",
      encoders,
      task,
      framework: { family: "supervised", name: "nearest-centroid", version: "1.0.0", config: { sharpness } },
      outputs(tape, x, free) {
        const constant = (name: string, shape: number[], values: Float32Array) =>
          tape.value(tape.graph.initializer(free(name), "float32", shape, values), shape);
        return { scores: linear(tape, x, constant("weight", [width, count], weight), constant("bias", [count], bias)) };
      },
    });
    return {
      model,
      metrics: { ...classificationMetrics(probabilities, truth, count) },
      task,
      split: { train: split.train.length, validation: split.validation.length, test: split.test.length },
      report: { v: 1, curves: [], ...classificationReport(probabilities, truth, target.classes) },
      warnings,
      details: {},
    };
  },
};

export default nearestCentroid;

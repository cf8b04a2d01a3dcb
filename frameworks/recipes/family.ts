/**
 * A family of your own: nearest centroid. A row belongs to the class whose mean row is closest. That is a linear layer, for
 * |x - m|² = |x|² - 2 x·m + |m|², and |x|² is the same for every class.
 *
 *   npm run blacktail -- train --module frameworks/recipes/family.ts --family supervised --name nearest-centroid --data FILE --target COLUMN
 */
import {
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
    const { features, width, encoders, target, split, warnings } = await loadTable(context, { target: "required" });
    if (target?.kind !== "classification") {
      throw problem("TARGET_NOT_CLASSES", "The target is a quantity.", "Choose a column of few different values.");
    }
    const count = target.classes.length;
    const weight = new Float32Array(width * count); // [width, classes]
    const bias = new Float32Array(count);
    for (let label = 0; label < count; label++) {
      const rows = split.train.filter((row) => target.labels[row] === label);
      for (let column = 0; column < width; column++) {
        const sum = rows.reduce((total, row) => total + (features[row * width + column] ?? 0), 0);
        const mean = sum / Math.max(1, rows.length);
        weight[column * count + label] = 2 * sharpness * mean;
        bias[label] = (bias[label] ?? 0) - sharpness * mean * mean;
      }
      context.onProgress({ phase: "training", step: label + 1, totalSteps: count, epoch: 1 });
    }

    const probabilities = new Float64Array(split.test.length * count);
    split.test.forEach((row, index) => {
      const scores = Array.from(bias, (offset, label) => {
        let score = offset;
        for (let k = 0; k < width; k++) score += (features[row * width + k] ?? 0) * (weight[k * count + label] ?? 0);
        return score;
      });
      const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = powers.reduce((sum, power) => sum + power, 0);
      probabilities.set(
        powers.map((power) => power / total),
        index * count,
      );
    });
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

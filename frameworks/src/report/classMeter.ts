import type { TrainingReport } from "@blacktail/sdk";
import { type ClassificationMetrics, classificationTally } from "../metrics/classification.ts";
import { classificationReport } from "./classificationReport.ts";

/** Probabilities that are held in memory for a report at most. */
const MAX_VALUES = 16_000_000;

/** Measures what a model says of rows as it comes, part by part. */
export interface ClassMeter {
  /** @param probabilities [rows, classes]; @param labels [rows], -1 for a class that the model does not know */
  add(probabilities: Float64Array, labels: Int32Array): void;
  /** Of all rows so far. */
  metrics(): ClassificationMetrics;
  /** Of all rows, or of very many of evenly spaced ones. */
  report(): Pick<TrainingReport, "confusion" | "calibration">;
}

/** @param rows how many will come */
export function classMeter(rows: number, classes: readonly string[], maxValues: number = MAX_VALUES): ClassMeter {
  const width = classes.length;
  const stride = Math.max(1, Math.ceil((rows * width) / maxValues));
  const kept = new Float64Array(Math.ceil(rows / stride) * width);
  const labelsKept = new Int32Array(Math.ceil(rows / stride));
  const tally = classificationTally(width);
  let seen = 0;
  return {
    add(probabilities, labels) {
      tally.add(probabilities, labels);
      labels.forEach((label, row) => {
        if (seen++ % stride !== 0) return;
        const place = (seen - 1) / stride;
        labelsKept[place] = label;
        kept.set(probabilities.subarray(row * width, (row + 1) * width), place * width);
      });
    },
    metrics: () => tally.metrics(),
    report: () => classificationReport(kept, labelsKept, classes),
  };
}

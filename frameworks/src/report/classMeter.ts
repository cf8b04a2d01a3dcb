import type { TrainingReport } from "@blacktail/sdk";
import { type ClassificationMetrics, classificationTally } from "../metrics/classification.ts";
import { reportTally } from "./classificationReport.ts";

/** Measures what a model says of rows as it comes, part by part, without keeping it. */
export interface ClassMeter {
  /** @param probabilities [rows, classes]; @param labels [rows], -1 for a class that the model does not know */
  add(probabilities: Float64Array, labels: Int32Array): void;
  /** Of all rows so far. */
  metrics(): ClassificationMetrics;
  /** Of all rows so far. */
  report(): Pick<TrainingReport, "confusion" | "calibration">;
}

export function classMeter(classes: readonly string[]): ClassMeter {
  const tally = classificationTally(classes.length);
  const compared = reportTally(classes);
  return {
    add(probabilities, labels) {
      tally.add(probabilities, labels);
      compared.add(probabilities, labels);
    },
    metrics: () => tally.metrics(),
    report: () => compared.report(),
  };
}

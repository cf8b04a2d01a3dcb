import type { TrainingReport } from "@blacktail/sdk";
import { argmax } from "../metrics/classification.ts";

const BINS = 10;
/** A report holds the table of confusions of so many classes at most. */
const MAX_CLASSES = 256;

interface ClassificationReport {
  readonly calibration: NonNullable<TrainingReport["calibration"]>;
  readonly confusion?: NonNullable<TrainingReport["confusion"]>;
}

/** Compares predictions with the truth as they come, without keeping them. */
interface ReportTally {
  /**
   * @param probabilities [rows, classes]
   * @param labels [rows], the true class numbers; rows with -1 (a class the model does not know) are always wrong and in no cell.
   */
  add(probabilities: Float32Array | Float64Array, labels: ArrayLike<number>): void;
  /** Of all rows so far. */
  report(): ClassificationReport;
}

/** As `ReportTally.add` of all rows. */
export function classificationReport(
  probabilities: Float32Array | Float64Array,
  labels: ArrayLike<number>,
  classes: readonly string[],
): ClassificationReport {
  const tally = reportTally(classes);
  tally.add(probabilities, labels);
  return tally.report();
}

/**
 * Confusion and calibration of predictions: by confidence in ten equal bins, with the expected calibration error, the mean distance
 * between confidence and accuracy over the rows (Guo et al., arXiv 1706.04599).
 */
export function reportTally(classes: readonly string[]): ReportTally {
  const count = classes.length;
  const counts = classes.map(() => classes.map(() => 0));
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0, count: 0 }));
  let rows = 0;
  const add: ReportTally["add"] = (probabilities, labels) => {
    rows += labels.length;
    for (let row = 0; row < labels.length; row++) {
      const scores = probabilities.subarray(row * count, (row + 1) * count);
      const guess = argmax(scores);
      const label = labels[row] ?? -1;
      const cells = counts[label];
      if (cells !== undefined) cells[guess] = (cells[guess] ?? 0) + 1;
      const confidence = scores[guess] ?? 0;
      const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
      if (bin === undefined) continue;
      bin.confidence += confidence;
      bin.right += guess === label ? 1 : 0;
      bin.count++;
    }
  };
  const report = (): ClassificationReport => {
    const error = bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / Math.max(1, rows);
    const filled = bins
      .filter((bin) => bin.count > 0)
      .map((bin) => ({ confidence: bin.confidence / bin.count, accuracy: bin.right / bin.count, count: bin.count }));
    return {
      calibration: { error, bins: filled },
      ...(count <= MAX_CLASSES ? { confusion: { classes: [...classes], counts } } : {}),
    };
  };
  return { add, report };
}

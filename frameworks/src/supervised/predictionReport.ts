import type { TrainingReport } from "@blacktail/sdk";
import { classificationReport } from "../report/classificationReport.ts";
import { quantityScatter } from "../report/quantityScatter.ts";
import type { Target } from "../tables/target.ts";
import { type Problem, softmaxRows } from "./problem.ts";

/**
 * What predictions of some rows show: confusion and calibration of classes, true against predicted quantities.
 * @param scores float32 [rows, outputs], as the problem measures them
 */
export function predictionReport(
  target: Target,
  problem: Problem,
  scores: Float32Array,
  rows: Int32Array,
): Pick<TrainingReport, "confusion" | "calibration" | "scatter"> {
  if (target.kind === "classification") {
    const labels = rows.map((row) => target.labels[row] ?? -1);
    return classificationReport(softmaxRows(scores, problem.outputs), labels, target.classes);
  }
  const predicted = Float64Array.from(scores, (score) => score * problem.scale + problem.offset);
  const values = Float64Array.from(rows, (row) => target.values[row] ?? Number.NaN);
  return { scatter: quantityScatter(predicted, values, target.name) };
}

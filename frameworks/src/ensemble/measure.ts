import type { TrainingReport } from "@blacktail/sdk";
import { classificationMetrics } from "../metrics/classification.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { classificationReport } from "../report/classificationReport.ts";
import { quantityScatter } from "../report/quantityScatter.ts";

/** What is to be predicted: class numbers, or quantities. */
export interface Truths {
  readonly classes: readonly string[] | undefined;
  readonly values: ArrayLike<number>;
}

/** The mean of several predictions, each counting by its weight; float64 sums in their order. */
export function weightedMean(answers: readonly ArrayLike<number>[], weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const result = new Float64Array(answers[0]?.length ?? 0);
  answers.forEach((answer, index) => {
    const share = (weights[index] ?? 0) / total;
    for (let place = 0; place < result.length; place++) {
      result[place] = (result[place] ?? 0) + share * (answer[place] ?? 0);
    }
  });
  return result;
}

/** The usual metrics of probabilities [rows, classes] or values [rows]. */
export function metricsOf(answer: ArrayLike<number>, { classes, values }: Truths): Record<string, number> {
  if (classes === undefined) return { ...regressionMetrics(answer, values) };
  return { ...classificationMetrics(Float64Array.from(answer), Int32Array.from(values), classes.length) };
}

/** The metric by which members are compared: accuracy, or r². */
export function mainMetric(answer: ArrayLike<number>, truths: Truths): number {
  const { accuracy, r2 } = metricsOf(answer, truths);
  return accuracy ?? r2 ?? 0;
}

/** Metrics of an ensemble, and `bestMember`: the main metric of the member that does best on the very same rows. */
export function ensembleMetrics(
  answer: ArrayLike<number>,
  members: readonly ArrayLike<number>[],
  truths: Truths,
): Record<string, number> {
  return {
    ...metricsOf(answer, truths),
    bestMember: Math.max(...members.map((member) => mainMetric(member, truths))),
  };
}

/** Confusion and calibration for classes; of a quantity true against predicted values. @param target the column's name */
export function ensembleReport(
  answer: ArrayLike<number>,
  { classes, values }: Truths,
  target: string,
): Partial<TrainingReport> {
  if (classes === undefined) return { scatter: quantityScatter(answer, values, target) };
  return classificationReport(Float64Array.from(answer), Int32Array.from(values), classes);
}

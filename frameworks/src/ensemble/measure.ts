import type { TrainingReport } from "@blacktail/sdk";
import { classificationMetrics, classificationTally } from "../metrics/classification.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import { classMeter } from "../report/classMeter.ts";
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

/** The metric by which members are compared: accuracy of probabilities [rows, classes], r² of values [rows]. */
export function mainMetric(answer: ArrayLike<number>, { classes, values }: Truths): number {
  if (classes === undefined) return regressionMetrics(answer, values).r2;
  return classificationMetrics(Float64Array.from(answer), Int32Array.from(values), classes.length).accuracy;
}

/** Measures what members and their ensemble say of the same rows, part by part. */
export interface Meter {
  /**
   * @param members by member: probabilities [rows, classes], or values [rows], of the rows that come next
   * @param joint what they say together
   */
  add(members: readonly (Float32Array | Float64Array)[], joint: Float64Array): void;
  /** Of all rows. */
  finish(): Measured;
}

export interface Measured {
  /** Of the ensemble, and `bestMember`: the main metric of the member that does best on the very same rows. */
  readonly metrics: Record<string, number>;
  /** By member the metric by which they are compared. */
  readonly members: readonly number[];
  /** Confusion and calibration for classes; of a quantity true against predicted values. */
  readonly report: Partial<TrainingReport>;
}

/** @param truths of all rows that will come. @param target the column's name */
export function createMeter(members: number, truths: Truths, target: string): Meter {
  return truths.classes === undefined
    ? quantityMeter(members, truths.values, target)
    : classesMeter(members, truths.values, truths.classes);
}

function classesMeter(members: number, truths: ArrayLike<number>, classes: readonly string[]): Meter {
  const meter = classMeter(classes);
  const tallies = Array.from({ length: members }, () => classificationTally(classes.length));
  let start = 0;
  return {
    add(said, joint) {
      const labels = Int32Array.from({ length: joint.length / classes.length }, (_, row) => truths[start + row] ?? -1);
      start += labels.length;
      meter.add(joint, labels);
      said.forEach((answer, member) => {
        tallies[member]?.add(answer, labels);
      });
    },
    finish: () => {
      const accuracies = tallies.map((tally) => tally.metrics().accuracy);
      const metrics = { ...meter.metrics(), bestMember: Math.max(...accuracies) };
      return { metrics, members: accuracies, report: meter.report() };
    },
  };
}

function quantityMeter(members: number, truths: ArrayLike<number>, target: string): Meter {
  const answer = new Float64Array(truths.length);
  const squares = new Float64Array(members);
  let start = 0;
  return {
    add(said, joint) {
      answer.set(joint, start);
      said.forEach((own, member) => {
        for (let row = 0; row < joint.length; row++) {
          const error = (own[row] ?? 0) - (truths[start + row] ?? 0);
          squares[member] = (squares[member] ?? 0) + error * error;
        }
      });
      start += joint.length;
    },
    finish() {
      const members = Array.from(squares, (sum) => explained(sum, truths));
      const metrics = { ...regressionMetrics(answer, truths), bestMember: Math.max(...members) };
      return { metrics, members, report: { scatter: quantityScatter(answer, truths, target) } };
    },
  };
}

/** r², as `regressionMetrics` has it. @param squares sum of the squared errors */
function explained(squares: number, values: ArrayLike<number>): number {
  const all = Float64Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const spread = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return spread === 0 ? Number(squares === 0) : 1 - squares / spread;
}

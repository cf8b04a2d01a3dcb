import type { TabularConfig } from "@blacktail/sdk/families";
import { huber, meanSquaredError, softmaxCrossEntropy } from "../autodiff/losses.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import { classificationMetrics } from "../metrics/classification.ts";
import { regressionMetrics } from "../metrics/regression.ts";
import type { Target } from "../tables/target.ts";

/** A prediction problem as the training loop sees it: numbers in, scores out. */
export interface Problem {
  /** Scores per row: one per class, or one. */
  readonly outputs: number;
  readonly rowType: "int64" | "float32";
  readonly rowShape: readonly number[];
  /** Targets of rows as the training graph takes them. */
  targets(rows: Int32Array): BigInt64Array | Float32Array;
  loss(tape: Tape, scores: Value, targets: Value): Value;
  /** Mean loss, the main metric and all metrics of scores against rows' true values. */
  measure(scores: Float32Array, rows: Int32Array): Measure;
  /** From scores to values of the target; the exported graph does the same. 1 and 0 for classes. */
  readonly scale: number;
  readonly offset: number;
}

export interface Measure {
  readonly loss: number;
  readonly main: { readonly name: string; readonly value: number };
  readonly metrics: Readonly<Record<string, number>>;
}

/** @param train the training rows, which a quantity's scale is taken from. */
export function createProblem(target: Target, train: Int32Array, loss: TabularConfig["loss"]): Problem {
  return target.kind === "classification" ? classes(target) : quantity(target, train, loss);
}

function classes({ labels, classes: names }: Extract<Target, { kind: "classification" }>): Problem {
  const count = names.length;
  const pick = (rows: Int32Array) => rows.map((row) => labels[row] ?? 0);
  return {
    outputs: count,
    rowType: "int64",
    rowShape: [],
    scale: 1,
    offset: 0,
    targets: (rows) => BigInt64Array.from(pick(rows), BigInt),
    loss: softmaxCrossEntropy,
    measure(scores, rows) {
      const metrics = classificationMetrics(softmaxRows(scores, count), pick(rows), count);
      return { loss: metrics.logLoss, main: { name: "accuracy", value: metrics.accuracy }, metrics: { ...metrics } };
    },
  };
}

function quantity(
  { values }: Extract<Target, { kind: "regression" }>,
  train: Int32Array,
  loss: TabularConfig["loss"],
): Problem {
  const offset = train.reduce((sum, row) => sum + (values[row] ?? 0), 0) / train.length;
  const variance = train.reduce((sum, row) => sum + ((values[row] ?? 0) - offset) ** 2, 0) / train.length;
  const scale = Math.sqrt(variance) || 1;
  return {
    outputs: 1,
    rowType: "float32",
    rowShape: [1],
    scale,
    offset,
    targets: (rows) => Float32Array.from(rows, (row) => ((values[row] ?? 0) - offset) / scale),
    loss: loss === "mse" ? meanSquaredError : huber,
    measure(scores, rows) {
      const metrics = regressionMetrics(
        Float64Array.from(scores, (score) => score * scale + offset),
        Float64Array.from(rows, (row) => values[row] ?? 0),
      );
      return { loss: (metrics.rmse / scale) ** 2, main: { name: "r2", value: metrics.r2 }, metrics: { ...metrics } };
    },
  };
}

/** Softmax of each row of `count` scores, in double precision. */
export function softmaxRows(scores: Float32Array, count: number): Float64Array {
  const result = new Float64Array(scores.length);
  for (let start = 0; start < scores.length; start += count) {
    let top = Number.NEGATIVE_INFINITY;
    for (let index = start; index < start + count; index++) top = Math.max(top, scores[index] as number);
    let total = 0;
    for (let index = start; index < start + count; index++) {
      const power = Math.exp((scores[index] as number) - top);
      result[index] = power;
      total += power;
    }
    for (let index = start; index < start + count; index++) result[index] = (result[index] as number) / total;
  }
  return result;
}

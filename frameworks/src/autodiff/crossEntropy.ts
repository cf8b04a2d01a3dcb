import { int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import { oneHot } from "./oneHot.ts";
import { sumAll } from "./sumAll.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Mean cross-entropy of softmax(logits) against class numbers. Computed from log-softmax, so large logits stay finite.
 * @param logits [rows, classes]
 * @param labels [rows], int64 in 0 … classes-1
 * @param weights [rows], what each row counts; the sum is divided by the number of rows, not by that of the weights, so that a batch
 *   without any weight has a loss of 0. No gradient goes there.
 */
export function softmaxCrossEntropy(tape: Tape, logits: Value, labels: Value, weights?: Value): Value {
  const [rows, classes] = matrix("softmaxCrossEntropy", logits);
  if (labels.type !== "int64" || labels.shape.length !== 1 || labels.shape[0] !== rows) {
    throw new TypeError(
      `softmaxCrossEntropy: labels must be int64 [${rows}], not ${labels.type} ${shapeText(labels.shape)}.`,
    );
  }
  return crossEntropy(tape, "softmaxCrossEntropy", logits, oneHot(tape, labels.name, classes), weights);
}

/**
 * Mean cross-entropy of softmax(logits) against probabilities: a teacher's, or labels that are smoothed or mixed.
 * @param logits [rows, classes]
 * @param targets [rows, classes], each row with sum 1; no gradient goes there
 * @param weights [rows], as in `softmaxCrossEntropy`
 */
export function softTargetCrossEntropy(tape: Tape, logits: Value, targets: Value, weights?: Value): Value {
  sameShape("softTargetCrossEntropy", logits, targets);
  return crossEntropy(tape, "softTargetCrossEntropy", logits, targets.name, weights);
}

/**
 * Mean Kullback-Leibler divergence of softmax(logits) from probabilities, Σ t·ln(t / softmax(logits)): cross-entropy less the
 * targets' own entropy, hence 0 where both agree.
 * @param logits [rows, classes]
 * @param targets [rows, classes], each row with sum 1; no gradient goes there
 */
export function klDivergence(tape: Tape, logits: Value, targets: Value): Value {
  const { graph } = tape;
  const [rows] = sameShape("klDivergence", logits, targets);
  // 0·ln 0 counts as 0: the smallest normal number stands in for 0 within the logarithm.
  const safe = graph.node("Max", [targets.name, tape.scalar(1.2e-38)]);
  const information = sumAll(tape, graph.node("Mul", [targets.name, graph.node("Log", [safe])]));
  const mean = graph.node("Mul", [information, tape.scalar(1 / rows)]);
  const loss = crossEntropy(tape, "klDivergence", logits, targets.name);
  return tape.record(graph.node("Add", [loss.name, mean]), [], [loss], (gradient) => [gradient]);
}

function crossEntropy(tape: Tape, operation: string, logits: Value, targets: string, weights?: Value): Value {
  const { graph } = tape;
  const [rows] = matrix(operation, logits);
  if (weights !== undefined && (weights.shape.length !== 1 || weights.shape[0] !== rows)) {
    throw new TypeError(`${operation}: the weights must be [${rows}], not ${shapeText(weights.shape)}.`);
  }
  const column = weights === undefined ? undefined : graph.node("Unsqueeze", [weights.name, graph.int64(1)]);
  const weighed = (name: string) => (column === undefined ? name : graph.node("Mul", [name, column]));
  const logProbabilities = graph.node("LogSoftmax", [logits.name], { attributes: { axis: int(-1) } });
  const total = sumAll(tape, weighed(graph.node("Mul", [logProbabilities, targets])));
  const loss = graph.node("Mul", [total, tape.scalar(-1 / rows)]);
  return tape.record(loss, [], [logits], (gradient) => {
    const excess = weighed(graph.node("Sub", [graph.node("Exp", [logProbabilities]), targets]));
    return [graph.node("Mul", [excess, graph.node("Mul", [gradient, tape.scalar(1 / rows)])])];
  });
}

function sameShape(operation: string, logits: Value, targets: Value): [number, number] {
  const [rows, classes] = matrix(operation, logits);
  if (targets.shape.length === 2 && targets.shape[0] === rows && targets.shape[1] === classes) return [rows, classes];
  throw new TypeError(`${operation}: the targets must be [${rows}, ${classes}], not ${shapeText(targets.shape)}.`);
}

function matrix(operation: string, logits: Value): [number, number] {
  const [rows, classes] = logits.shape;
  if (typeof rows === "number" && typeof classes === "number" && logits.shape.length === 2) return [rows, classes];
  throw new TypeError(`${operation}: logits must be [rows, classes] of fixed size, not ${shapeText(logits.shape)}.`);
}

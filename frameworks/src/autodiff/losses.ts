import { int } from "../graph/attribute.ts";
import { type Shape, shapeText, sizeOf } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Mean cross-entropy of softmax(logits) against class numbers. Computed from log-softmax, so large logits stay finite.
 * @param logits [rows, classes]
 * @param labels [rows], int64 in 0 … classes-1
 */
export function softmaxCrossEntropy(tape: Tape, logits: Value, labels: Value): Value {
  const { graph } = tape;
  const [rows, classes] = logits.shape;
  if (typeof rows !== "number" || typeof classes !== "number" || logits.shape.length !== 2) {
    throw new TypeError(
      `softmaxCrossEntropy: logits must be [rows, classes] of fixed size, not ${shapeText(logits.shape)}.`,
    );
  }
  if (labels.type !== "int64" || labels.shape.length !== 1 || labels.shape[0] !== rows) {
    throw new TypeError(
      `softmaxCrossEntropy: labels must be int64 [${rows}], not ${labels.type} ${shapeText(labels.shape)}.`,
    );
  }
  const logProbabilities = graph.node("LogSoftmax", [logits.name], { attributes: { axis: int(-1) } });
  const range = graph.constant("float32", [2], [0, 1]);
  const oneHot32 = graph.node("OneHot", [labels.name, graph.int64(classes), range]);
  const oneHot = tape.type === "float32" ? oneHot32 : graph.node("CastLike", [oneHot32, tape.scalar(0)]);
  const total = sum(tape, graph.node("Mul", [logProbabilities, oneHot]));
  const loss = graph.node("Mul", [total, tape.scalar(-1 / rows)]);
  return tape.record(loss, [], [logits], (gradient) => {
    const excess = graph.node("Sub", [graph.node("Exp", [logProbabilities]), oneHot]);
    return [graph.node("Mul", [excess, graph.node("Mul", [gradient, tape.scalar(1 / rows)])])];
  });
}

/** Mean of squared differences. Both values have the same fixed shape; the gradient goes to the prediction only. */
export function meanSquaredError(tape: Tape, prediction: Value, target: Value): Value {
  const { graph } = tape;
  const size = sameSize("meanSquaredError", prediction.shape, target.shape);
  const difference = graph.node("Sub", [prediction.name, target.name]);
  const total = sum(tape, graph.node("Mul", [difference, difference]));
  return tape.record(graph.node("Mul", [total, tape.scalar(1 / size)]), [], [prediction], (gradient) => [
    graph.node("Mul", [difference, graph.node("Mul", [gradient, tape.scalar(2 / size)])]),
  ]);
}

/**
 * Mean Huber loss with threshold 1: quadratic near zero, linear beyond, so that outliers pull less.
 * Written as c·(|d| - c/2) with c = min(|d|, 1), whose derivative is d clipped to [-1, 1].
 */
export function huber(tape: Tape, prediction: Value, target: Value): Value {
  const { graph } = tape;
  const size = sameSize("huber", prediction.shape, target.shape);
  const difference = graph.node("Sub", [prediction.name, target.name]);
  const distance = graph.node("Abs", [difference]);
  const near = graph.node("Min", [distance, tape.scalar(1)]);
  const beyond = graph.node("Sub", [distance, graph.node("Mul", [near, tape.scalar(0.5)])]);
  const total = sum(tape, graph.node("Mul", [near, beyond]));
  return tape.record(graph.node("Mul", [total, tape.scalar(1 / size)]), [], [prediction], (gradient) => {
    const slope = graph.node("Clip", [difference, tape.scalar(-1), tape.scalar(1)]);
    return [graph.node("Mul", [slope, graph.node("Mul", [gradient, tape.scalar(1 / size)])])];
  });
}

function sum(tape: Tape, name: string): string {
  return tape.graph.node("ReduceSum", [name], { attributes: { keepdims: int(0) } });
}

function sameSize(operation: string, left: Shape, right: Shape): number {
  if (left.length !== right.length || left.some((dim, axis) => dim !== right[axis])) {
    throw new TypeError(`${operation}: ${shapeText(left)} and ${shapeText(right)} must be equal shapes.`);
  }
  return sizeOf(left);
}

import { type Shape, shapeText, sizeOf } from "../graph/shape.ts";
import { bend } from "./bend.ts";
import { sumAll } from "./sumAll.ts";
import type { Tape, Value } from "./tape.ts";

export { softmaxCrossEntropy } from "./crossEntropy.ts";

/**
 * Mean cross-entropy of sigmoid(logits) against probabilities, each element a yes-or-no question of its own.
 * Written as max(x, 0) - x·t + ln(1 + e^-|x|), so large logits stay finite.
 * @param targets of the logits' shape, 0 … 1; no gradient goes there
 */
export function binaryCrossEntropy(tape: Tape, logits: Value, targets: Value): Value {
  const { graph } = tape;
  const size = sameSize("binaryCrossEntropy", logits.shape, targets.shape);
  const positive = graph.node("Sub", [
    graph.node("Relu", [logits.name]),
    graph.node("Mul", [logits.name, targets.name]),
  ]);
  const total = sumAll(tape, graph.node("Add", [positive, bend(tape, logits.name)]));
  return tape.record(graph.node("Mul", [total, tape.scalar(1 / size)]), [], [logits], (gradient) => {
    const excess = graph.node("Sub", [graph.node("Sigmoid", [logits.name]), targets.name]);
    return [graph.node("Mul", [excess, graph.node("Mul", [gradient, tape.scalar(1 / size)])])];
  });
}

/** Mean of squared differences. Both values have the same fixed shape; the gradient goes to the prediction only. */
export function meanSquaredError(tape: Tape, prediction: Value, target: Value): Value {
  const { graph } = tape;
  const size = sameSize("meanSquaredError", prediction.shape, target.shape);
  const difference = graph.node("Sub", [prediction.name, target.name]);
  const total = sumAll(tape, graph.node("Mul", [difference, difference]));
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
  const total = sumAll(tape, graph.node("Mul", [near, beyond]));
  return tape.record(graph.node("Mul", [total, tape.scalar(1 / size)]), [], [prediction], (gradient) => {
    const slope = graph.node("Clip", [difference, tape.scalar(-1), tape.scalar(1)]);
    return [graph.node("Mul", [slope, graph.node("Mul", [gradient, tape.scalar(1 / size)])])];
  });
}

function sameSize(operation: string, left: Shape, right: Shape): number {
  if (left.length !== right.length || left.some((dim, axis) => dim !== right[axis])) {
    throw new TypeError(`${operation}: ${shapeText(left)} and ${shapeText(right)} must be equal shapes.`);
  }
  return sizeOf(left);
}

import { int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Mean cross-entropy of softmax(logits) against class numbers, as `softmaxCrossEntropy`, for many classes: it picks each row's class
 * instead of multiplying with one-hot rows, and so passes over the logits half as often.
 * @param logits [rows, classes]
 * @param labels [rows], int64 in 0 … classes-1
 * @throws TypeError naming the shapes that do not fit.
 */
export function tokenCrossEntropy(tape: Tape, logits: Value, labels: Value): Value {
  const { graph } = tape;
  const [rows, classes] = logits.shape;
  if (typeof rows !== "number" || typeof classes !== "number" || logits.shape.length !== 2) {
    throw new TypeError(
      `tokenCrossEntropy: logits must be [rows, classes] of fixed size, not ${shapeText(logits.shape)}.`,
    );
  }
  if (labels.type !== "int64" || labels.shape.length !== 1 || labels.shape[0] !== rows) {
    throw new TypeError(
      `tokenCrossEntropy: labels must be int64 [${rows}], not ${labels.type} ${shapeText(labels.shape)}.`,
    );
  }
  const along = { attributes: { axis: int(1) } };
  const places = graph.node("Unsqueeze", [labels.name, graph.int64(1)]);
  const logProbabilities = graph.node("LogSoftmax", [logits.name], { attributes: { axis: int(-1) } });
  const picked = graph.node("GatherElements", [logProbabilities, places], along);
  const total = graph.node("ReduceSum", [picked], { attributes: { keepdims: int(0) } });
  const loss = graph.node("Mul", [total, tape.scalar(-1 / rows)]);
  return tape.record(loss, [], [logits], (gradient) => {
    // The softmax, less 1 at the row's class. Each place is written once, so the scatter has nothing to add.
    const lowered = graph.node("Sub", [graph.node("Exp", [picked]), tape.scalar(1)]);
    const excess = graph.node("ScatterElements", [graph.node("Exp", [logProbabilities]), places, lowered], along);
    return [graph.node("Mul", [excess, graph.node("Mul", [gradient, tape.scalar(1 / rows)])])];
  });
}

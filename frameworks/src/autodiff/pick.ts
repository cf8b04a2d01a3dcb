import { int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import { oneHot } from "./oneHot.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * One value of each row: the value of the action that was taken, say.
 * @param values [rows, choices], the number of choices fixed
 * @param indices [rows], int64 in 0 … choices-1
 * @returns [rows]
 */
export function pick(tape: Tape, values: Value, indices: Value): Value {
  const { graph } = tape;
  const [rows, choices] = values.shape;
  if (rows === undefined || typeof choices !== "number" || values.shape.length !== 2) {
    throw new TypeError(`pick: the values must be [rows, choices], not ${shapeText(values.shape)}.`);
  }
  if (indices.type !== "int64" || indices.shape.length !== 1 || indices.shape[0] !== rows) {
    throw new TypeError(`pick: the indices must be int64 [${rows}], not ${indices.type} ${shapeText(indices.shape)}.`);
  }
  const column = graph.int64(1);
  const found = graph.node("GatherElements", [values.name, graph.node("Unsqueeze", [indices.name, column])], {
    attributes: { axis: int(1) },
  });
  return tape.record(graph.node("Squeeze", [found, column]), [rows], [values], (gradient) => [
    graph.node("Mul", [oneHot(tape, indices.name, choices), graph.node("Unsqueeze", [gradient, column])]),
  ]);
}

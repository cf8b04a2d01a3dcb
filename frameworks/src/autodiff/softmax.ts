import { int } from "../graph/attribute.ts";
import { axisOf } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/** e^x / Σ e^x along an axis, by default the last: positive, with sum 1. */
export function softmax(tape: Tape, value: Value, axis = -1): Value {
  const { graph } = tape;
  const at = axisOf("softmax", value.shape, axis);
  const output = graph.node("Softmax", [value.name], { attributes: { axis: int(at) } });
  return tape.record(output, value.shape, [value], (gradient) => {
    const part = graph.node("Mul", [gradient, output]);
    const total = graph.node("ReduceSum", [part, graph.int64(at)]);
    return [graph.node("Sub", [part, graph.node("Mul", [output, total])])];
  });
}

/** The logarithm of softmax along an axis, by default the last; exact where softmax itself would round to 0. */
export function logSoftmax(tape: Tape, value: Value, axis = -1): Value {
  const { graph } = tape;
  const at = axisOf("logSoftmax", value.shape, axis);
  const output = graph.node("LogSoftmax", [value.name], { attributes: { axis: int(at) } });
  return tape.record(output, value.shape, [value], (gradient) => {
    const total = graph.node("ReduceSum", [gradient, graph.int64(at)]);
    return [graph.node("Sub", [gradient, graph.node("Mul", [graph.node("Exp", [output]), total])])];
  });
}

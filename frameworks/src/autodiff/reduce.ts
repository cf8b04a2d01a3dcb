import { int } from "../graph/attribute.ts";
import { axesOf, type Shape, sizeOf } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

export interface ReduceOptions {
  /** Axes to reduce, counted from the end when negative; all when left out. */
  readonly axes?: readonly number[];
  /** Whether the reduced axes stay, with size 1; default false. */
  readonly keepdims?: boolean;
}

/** Sum over some or all axes. */
export function sum(tape: Tape, value: Value, options: ReduceOptions = {}): Value {
  return reduce(tape, "sum", "ReduceSum", value, options);
}

/** Mean over some or all axes, whose sizes must be fixed where a gradient passes. */
export function mean(tape: Tape, value: Value, options: ReduceOptions = {}): Value {
  return reduce(tape, "mean", "ReduceMean", value, options);
}

function reduce(
  tape: Tape,
  operation: string,
  operator: "ReduceSum" | "ReduceMean",
  value: Value,
  options: ReduceOptions,
): Value {
  const { graph } = tape;
  const { keepdims = false } = options;
  const axes = axesOf(operation, value.shape, options.axes ?? value.shape.map((_, axis) => axis));
  const shape: Shape = value.shape.flatMap((dim, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [dim]));
  if (axes.length === 0) return value;
  const names = [value.name, graph.int64(...axes)];
  const output = graph.node(operator, names, { attributes: { keepdims: int(keepdims ? 1 : 0) } });
  return tape.record(output, shape, [value], (gradient) => {
    const share = operator === "ReduceSum" ? 1 : 1 / sizeOf(axes.map((axis) => value.shape[axis] ?? 1));
    const shared = share === 1 ? gradient : graph.node("Mul", [gradient, tape.scalar(share)]);
    const widened = keepdims ? shared : graph.node("Unsqueeze", [shared, graph.int64(...axes)]);
    return [graph.node("Expand", [widened, graph.node("Shape", [value.name])])];
  });
}

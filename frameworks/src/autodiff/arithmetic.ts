import { broadcast, type Shape } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/** Element-wise sum, with broadcasting. */
export function add(tape: Tape, left: Value, right: Value): Value {
  const shape = broadcast("add", left.shape, right.shape);
  return tape.record(tape.graph.node("Add", [left.name, right.name]), shape, [left, right], (gradient, wanted) => [
    wanted[0] ? reduceTo(tape, gradient, shape, left.shape) : undefined,
    wanted[1] ? reduceTo(tape, gradient, shape, right.shape) : undefined,
  ]);
}

/** Element-wise difference, with broadcasting. */
export function subtract(tape: Tape, left: Value, right: Value): Value {
  const shape = broadcast("subtract", left.shape, right.shape);
  return tape.record(tape.graph.node("Sub", [left.name, right.name]), shape, [left, right], (gradient, wanted) => [
    wanted[0] ? reduceTo(tape, gradient, shape, left.shape) : undefined,
    wanted[1] ? reduceTo(tape, tape.graph.node("Neg", [gradient]), shape, right.shape) : undefined,
  ]);
}

/** Element-wise product, with broadcasting. */
export function multiply(tape: Tape, left: Value, right: Value): Value {
  const shape = broadcast("multiply", left.shape, right.shape);
  const product = (gradient: string, other: Value, to: Shape) =>
    reduceTo(tape, tape.graph.node("Mul", [gradient, other.name]), shape, to);
  return tape.record(tape.graph.node("Mul", [left.name, right.name]), shape, [left, right], (gradient, wanted) => [
    wanted[0] ? product(gradient, right, left.shape) : undefined,
    wanted[1] ? product(gradient, left, right.shape) : undefined,
  ]);
}

/** Product with a number that is fixed when the graph is built. */
export function scale(tape: Tape, value: Value, factor: number): Value {
  const constant = tape.scalar(factor);
  return tape.record(tape.graph.node("Mul", [value.name, constant]), value.shape, [value], (gradient) => [
    tape.graph.node("Mul", [gradient, constant]),
  ]);
}

/** Sums a gradient over the axes along which its value had been repeated. */
function reduceTo(tape: Tape, gradient: string, from: Shape, to: Shape): string {
  const lead = from.length - to.length;
  const axes = from.flatMap((dim, axis) => (axis < lead || (to[axis - lead] === 1 && dim !== 1) ? [axis] : []));
  if (axes.length === 0) return gradient;
  const summed = tape.graph.node("ReduceSum", [gradient, tape.graph.int64(...axes)]);
  if (lead === 0) return summed;
  return tape.graph.node("Squeeze", [summed, tape.graph.int64(...Array.from({ length: lead }, (_, axis) => axis))]);
}

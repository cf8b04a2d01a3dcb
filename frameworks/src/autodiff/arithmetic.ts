import { broadcast, type Shape } from "../graph/shape.ts";
import { reduceTo } from "./reduceTo.ts";
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

/** Element-wise quotient, with broadcasting. */
export function divide(tape: Tape, left: Value, right: Value): Value {
  const { graph } = tape;
  const shape = broadcast("divide", left.shape, right.shape);
  const output = graph.node("Div", [left.name, right.name]);
  return tape.record(output, shape, [left, right], (gradient, wanted) => {
    const byLeft = graph.node("Div", [gradient, right.name]);
    return [
      wanted[0] ? reduceTo(tape, byLeft, shape, left.shape) : undefined,
      wanted[1]
        ? reduceTo(tape, graph.node("Neg", [graph.node("Mul", [byLeft, output])]), shape, right.shape)
        : undefined,
    ];
  });
}

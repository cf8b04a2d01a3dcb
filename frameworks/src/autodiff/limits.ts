import { broadcast, type Shape } from "../graph/shape.ts";
import { reduceTo } from "./reduceTo.ts";
import type { Tape, Value } from "./tape.ts";

/** x where it lies between two numbers, else the nearer of them. The gradient is 0 outside. */
export function clip(tape: Tape, value: Value, low: number, high: number): Value {
  const { graph } = tape;
  const output = graph.node("Clip", [value.name, tape.scalar(low), tape.scalar(high)]);
  return tape.record(output, value.shape, [value], (gradient) => [
    graph.node("Where", [graph.node("Equal", [output, value.name]), gradient, tape.scalar(0)]),
  ]);
}

/** The smaller of two values, element by element, with broadcasting. Where they are equal the gradient goes to the left one. */
export function minimum(tape: Tape, left: Value, right: Value): Value {
  return choose(tape, "minimum", "Min", left, right);
}

/** The larger of two values, element by element, with broadcasting. Where they are equal the gradient goes to the left one. */
export function maximum(tape: Tape, left: Value, right: Value): Value {
  return choose(tape, "maximum", "Max", left, right);
}

function choose(tape: Tape, operation: string, operator: "Min" | "Max", left: Value, right: Value): Value {
  const { graph } = tape;
  const shape = broadcast(operation, left.shape, right.shape);
  const output = graph.node(operator, [left.name, right.name]);
  return tape.record(output, shape, [left, right], (gradient, wanted) => {
    const isLeft = graph.node("Equal", [output, left.name]);
    const part = (whenLeft: string, whenRight: string, to: Shape) =>
      reduceTo(tape, graph.node("Where", [isLeft, whenLeft, whenRight]), shape, to);
    return [
      wanted[0] ? part(gradient, tape.scalar(0), left.shape) : undefined,
      wanted[1] ? part(tape.scalar(0), gradient, right.shape) : undefined,
    ];
  });
}

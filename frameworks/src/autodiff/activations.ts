import type { Tape, Value } from "./tape.ts";

/** max(x, 0). The gradient at 0 is 0. */
export function relu(tape: Tape, value: Value): Value {
  const output = tape.graph.node("Relu", [value.name]);
  const zero = tape.scalar(0);
  return tape.record(output, value.shape, [value], (gradient) => [
    tape.graph.node("Where", [tape.graph.node("Greater", [output, zero]), gradient, zero]),
  ]);
}

/** Hyperbolic tangent. */
export function tanh(tape: Tape, value: Value): Value {
  const output = tape.graph.node("Tanh", [value.name]);
  return tape.record(output, value.shape, [value], (gradient) => {
    const slope = tape.graph.node("Sub", [tape.scalar(1), tape.graph.node("Mul", [output, output])]);
    return [tape.graph.node("Mul", [gradient, slope])];
  });
}

/** 1 / (1 + e^-x). */
export function sigmoid(tape: Tape, value: Value): Value {
  const output = tape.graph.node("Sigmoid", [value.name]);
  return tape.record(output, value.shape, [value], (gradient) => {
    const slope = tape.graph.node("Mul", [output, tape.graph.node("Sub", [tape.scalar(1), output])]);
    return [tape.graph.node("Mul", [gradient, slope])];
  });
}

import { bend } from "./bend.ts";
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

/** x where it is positive, `slope`·x elsewhere (0 ≤ slope ≤ 1). The gradient at 0 is the slope. */
export function leakyRelu(tape: Tape, value: Value, slope = 0.01): Value {
  const { graph } = tape;
  const factor = tape.scalar(slope);
  const output = graph.node("Max", [value.name, graph.node("Mul", [value.name, factor])]);
  return tape.record(output, value.shape, [value], (gradient) => {
    const positive = graph.node("Greater", [value.name, tape.scalar(0)]);
    return [graph.node("Where", [positive, gradient, graph.node("Mul", [gradient, factor])])];
  });
}

/** x · sigmoid(x), also called swish (Ramachandran et al., arXiv 1710.05941). */
export function silu(tape: Tape, value: Value): Value {
  const { graph } = tape;
  const gate = graph.node("Sigmoid", [value.name]);
  const output = graph.node("Mul", [value.name, gate]);
  return tape.record(output, value.shape, [value], (gradient) => {
    const rest = graph.node("Mul", [output, graph.node("Sub", [tape.scalar(1), gate])]);
    return [graph.node("Mul", [gradient, graph.node("Add", [gate, rest])])];
  });
}

/** ln(1 + e^x), a smooth max(x, 0); written as max(x, 0) + ln(1 + e^-|x|), so that large x stay finite. */
export function softplus(tape: Tape, value: Value): Value {
  const { graph } = tape;
  const output = graph.node("Add", [graph.node("Relu", [value.name]), bend(tape, value.name)]);
  return tape.record(output, value.shape, [value], (gradient) => [
    graph.node("Mul", [gradient, graph.node("Sigmoid", [value.name])]),
  ]);
}

import type { Tape, Value } from "./tape.ts";

/** e^x. */
export function exp(tape: Tape, value: Value): Value {
  const output = tape.graph.node("Exp", [value.name]);
  return tape.record(output, value.shape, [value], (gradient) => [tape.graph.node("Mul", [gradient, output])]);
}

/** Natural logarithm; x must be above 0. */
export function log(tape: Tape, value: Value): Value {
  return tape.record(tape.graph.node("Log", [value.name]), value.shape, [value], (gradient) => [
    tape.graph.node("Div", [gradient, value.name]),
  ]);
}

/** √x; x must be above 0, as the slope at 0 is infinite. */
export function sqrt(tape: Tape, value: Value): Value {
  const output = tape.graph.node("Sqrt", [value.name]);
  return tape.record(output, value.shape, [value], (gradient) => [
    tape.graph.node("Div", [tape.graph.node("Mul", [gradient, tape.scalar(0.5)]), output]),
  ]);
}

/** |x|. The gradient at 0 is 0. */
export function abs(tape: Tape, value: Value): Value {
  return tape.record(tape.graph.node("Abs", [value.name]), value.shape, [value], (gradient) => [
    tape.graph.node("Mul", [gradient, tape.graph.node("Sign", [value.name])]),
  ]);
}

/** x^exponent for an exponent that is fixed when the graph is built. Unless it is a whole number, x must be above 0. */
export function power(tape: Tape, value: Value, exponent: number): Value {
  const { graph } = tape;
  if (exponent === 1) return value;
  const raise = (to: number) => {
    if (to === 1) return value.name;
    return to === 2 ? graph.node("Mul", [value.name, value.name]) : graph.node("Pow", [value.name, tape.scalar(to)]);
  };
  return tape.record(raise(exponent), value.shape, [value], (gradient) => [
    graph.node("Mul", [gradient, graph.node("Mul", [raise(exponent - 1), tape.scalar(exponent)])]),
  ]);
}

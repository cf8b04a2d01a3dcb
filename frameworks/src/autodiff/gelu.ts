import type { Tape, Value } from "./tape.ts";

/** Of 2·√(2/π)·(x + 0.044715·x³) = x·(SLOPE + CUBE·x²). */
const SLOPE = 2 * Math.sqrt(2 / Math.PI);
const CUBE = SLOPE * 0.044715;

/**
 * Gaussian error linear unit in the form that GPT-2 uses (Hendrycks and Gimpel, arXiv 1606.08415): x·(1 + tanh u)/2 with
 * u = √(2/π)·(x + 0.044715·x³), written as x·sigmoid(2u).
 */
export function gelu(tape: Tape, x: Value): Value {
  const { graph } = tape;
  const times = (left: string, right: string) => graph.node("Mul", [left, right]);
  const plus = (left: string, right: string) => graph.node("Add", [left, right]);
  const square = times(x.name, x.name);
  const inner = times(x.name, plus(times(square, tape.scalar(CUBE)), tape.scalar(SLOPE)));
  const gate = graph.node("Sigmoid", [inner]);
  const output = times(x.name, gate);
  return tape.record(output, x.shape, [x], (gradient) => {
    const innerSlope = plus(times(square, tape.scalar(3 * CUBE)), tape.scalar(SLOPE));
    const closed = graph.node("Sub", [tape.scalar(1), gate]);
    return [times(gradient, plus(gate, times(times(output, closed), innerSlope)))];
  });
}

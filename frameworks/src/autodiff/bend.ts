import type { Tape } from "./tape.ts";

/** ln(1 + e^-|x|): what a smooth max(x, 0) has more than the one with a corner. The runtime's own Softplus knows float32 only. */
export function bend(tape: Tape, name: string): string {
  const { graph } = tape;
  const small = graph.node("Exp", [graph.node("Neg", [graph.node("Abs", [name])])]);
  return graph.node("Log", [graph.node("Add", [small, tape.scalar(1)])]);
}

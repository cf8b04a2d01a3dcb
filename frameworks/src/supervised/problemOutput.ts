import type { Tape, Value } from "../autodiff/tape.ts";
import type { Problem } from "./problem.ts";

/** What an artifact says of a problem: class scores as they are, or the quantity in its own unit, scale · score + offset. */
export function problemOutput(
  tape: Tape,
  scores: Value,
  { rowType, scale, offset }: Pick<Problem, "rowType" | "scale" | "offset">,
): { readonly scores: Value } | { readonly value: Value } {
  if (rowType === "int64") return { scores };
  const scaled = tape.graph.node("Mul", [scores.name, tape.scalar(scale)]);
  return { value: tape.value(tape.graph.node("Add", [scaled, tape.scalar(offset)]), ["N", 1]) };
}

import { int } from "../graph/attribute.ts";
import type { Tape } from "./tape.ts";

/** The sum of all elements, a scalar. */
export function sumAll(tape: Tape, name: string): string {
  return tape.graph.node("ReduceSum", [name], { attributes: { keepdims: int(0) } });
}

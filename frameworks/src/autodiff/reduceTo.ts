import type { Shape } from "../graph/shape.ts";
import type { Tape } from "./tape.ts";

/** Sums a gradient over the axes along which its value had been repeated by broadcasting. */
export function reduceTo(tape: Tape, gradient: string, from: Shape, to: Shape): string {
  const lead = from.length - to.length;
  const axes = from.flatMap((dim, axis) => (axis < lead || (to[axis - lead] === 1 && dim !== 1) ? [axis] : []));
  if (axes.length === 0) return gradient;
  const summed = tape.graph.node("ReduceSum", [gradient, tape.graph.int64(...axes)]);
  if (lead === 0) return summed;
  return tape.graph.node("Squeeze", [summed, tape.graph.int64(...Array.from({ length: lead }, (_, axis) => axis))]);
}

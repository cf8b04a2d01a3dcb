import type { Tape } from "./tape.ts";

/** Class numbers [rows] as rows [rows, classes] of zeros with a 1 at the class. */
export function oneHot(tape: Tape, labels: string, classes: number): string {
  const { graph } = tape;
  const range = graph.constant("float32", [2], [0, 1]);
  const float32 = graph.node("OneHot", [labels, graph.int64(classes), range]);
  return tape.type === "float32" ? float32 : graph.node("CastLike", [float32, tape.scalar(0)]);
}

import { int } from "../graph/attribute.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Shortens gradients so that all of them together are no longer than `limit` (Euclidean norm); shorter ones stay as they are.
 * Pascanu et al., arXiv 1211.5063.
 */
export function clipByNorm(tape: Tape, slopes: readonly Value[], limit: number): Value[] {
  const { graph } = tape;
  if (!(limit > 0)) throw new RangeError(`A gradient cannot be clipped to a length of ${limit}; it must be above 0.`);
  const squares = slopes.map(({ name }) => graph.node("ReduceSumSquare", [name], { attributes: { keepdims: int(0) } }));
  const norm = graph.node("Sqrt", [squares.reduce((sum, square) => graph.node("Add", [sum, square]))]);
  // limit / max(norm, limit) is 1 for a short gradient, and never divides by 0.
  const factor = graph.node("Div", [tape.scalar(limit), graph.node("Max", [norm, tape.scalar(limit)])]);
  return slopes.map(({ name, shape }) => tape.value(graph.node("Mul", [name, factor]), shape));
}

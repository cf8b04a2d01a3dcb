import { int, ints } from "../graph/attribute.ts";
import { broadcast, shapeText } from "../graph/shape.ts";
import { reduceTo } from "./reduceTo.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Matrix product of the last two axes; the axes before them are broadcast, as NumPy's `matmul` does.
 * @param left [..., m, k]
 * @param right [..., k, n]
 * @returns [..., m, n]
 * @throws TypeError naming the shapes that do not fit.
 */
export function matmul(tape: Tape, left: Value, right: Value): Value {
  const { graph } = tape;
  const [m, k] = left.shape.slice(-2);
  const [expected, n] = right.shape.slice(-2);
  if (m === undefined || k === undefined || expected === undefined || n === undefined || k !== expected) {
    throw new TypeError(
      `matmul: ${shapeText(left.shape)} and ${shapeText(right.shape)} do not fit; they must be [..., m, k] and [..., k, n].`,
    );
  }
  const batch = broadcast("matmul", left.shape.slice(0, -2), right.shape.slice(0, -2));
  const shape = [...batch, m, n];
  const output = graph.node("MatMul", [left.name, right.name]);
  return tape.record(output, shape, [left, right], (gradient, wanted) => [
    wanted[0]
      ? reduceTo(
          tape,
          graph.node("MatMul", [gradient, transposeLast(tape, right.name, right.shape.length)]),
          [...batch, m, k],
          left.shape,
        )
      : undefined,
    wanted[1] ? byRight(gradient) : undefined,
  ]);

  function byRight(gradient: string): string {
    // One matrix on the right has met all rows on the left: their products are summed by the product itself.
    if (right.shape.length === 2 && left.shape.length > 2 && typeof k === "number" && typeof n === "number") {
      const flat = (name: string, width: number) => graph.node("Reshape", [name, graph.int64(-1, width)]);
      return graph.node("Gemm", [flat(left.name, k), flat(gradient, n)], { attributes: { transA: int(1) } });
    }
    const product = graph.node("MatMul", [transposeLast(tape, left.name, left.shape.length), gradient]);
    return reduceTo(tape, product, [...batch, k as number, n as number], right.shape);
  }
}

/** The last two axes of a value in each other's place. */
function transposeLast(tape: Tape, name: string, rank: number): string {
  const order = Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return tape.graph.node("Transpose", [name], { attributes: { perm: ints(...order) } });
}

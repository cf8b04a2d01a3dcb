import { int } from "../graph/attribute.ts";
import { shapeText, sizeOf } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Rows of a table, chosen by number. The gradient adds up what reaches each row by a product with one-hot rows: unlike a
 * scatter that adds, it gives the same sum with any number of threads.
 * @param table [rows, width]
 * @param ids int64 of any fixed shape, each in 0 … rows-1
 * @returns [...shape of ids, width]
 * @throws TypeError naming the shapes that do not fit.
 */
export function embedding(tape: Tape, table: Value, ids: Value): Value {
  const { graph } = tape;
  const [rows, width] = table.shape;
  if (typeof rows !== "number" || typeof width !== "number" || table.shape.length !== 2) {
    throw new TypeError(`embedding: the table must be [rows, width] of fixed size, not ${shapeText(table.shape)}.`);
  }
  if (ids.type !== "int64") throw new TypeError(`embedding: the row numbers must be int64, not ${ids.type}.`);
  const count = sizeOf(ids.shape);
  const output = graph.node("Gather", [table.name, ids.name], { attributes: { axis: int(0) } });
  return tape.record(output, [...ids.shape, width], [table], (gradient) => {
    const flatIds = ids.shape.length === 1 ? ids.name : graph.node("Reshape", [ids.name, graph.int64(count)]);
    const flat = ids.shape.length === 1 ? gradient : graph.node("Reshape", [gradient, graph.int64(count, width)]);
    const range = graph.constant("float32", [2], [0, 1]);
    const oneHot32 = graph.node("OneHot", [flatIds, graph.int64(rows), range]);
    const oneHot = tape.type === "float32" ? oneHot32 : graph.node("CastLike", [oneHot32, tape.scalar(0)]);
    return [graph.node("Gemm", [oneHot, flat], { attributes: { transA: int(1) } })];
  });
}

import { int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * x · tableᵀ: how well each row of x fits each row of a table, by one Gemm. Scores of tokens by the table of their embeddings, say.
 * @param x [rows, width]
 * @param table [choices, width]
 * @returns [rows, choices]
 * @throws TypeError naming the shapes that do not fit.
 */
export function rowScores(tape: Tape, x: Value, table: Value): Value {
  const { graph } = tape;
  const [rows, width] = x.shape;
  const [choices, expected] = table.shape;
  if (rows === undefined || choices === undefined || width !== expected || x.shape.length + table.shape.length !== 4) {
    throw new TypeError(
      `rowScores: ${shapeText(x.shape)} and ${shapeText(table.shape)} do not fit; they must be [rows, width] and [choices, width].`,
    );
  }
  const output = graph.node("Gemm", [x.name, table.name], { attributes: { transB: int(1) } });
  return tape.record(output, [rows, choices], [x, table], (gradient, wanted) => [
    wanted[0] ? graph.node("Gemm", [gradient, table.name]) : undefined,
    wanted[1] ? graph.node("Gemm", [gradient, x.name], { attributes: { transA: int(1) } }) : undefined,
  ]);
}

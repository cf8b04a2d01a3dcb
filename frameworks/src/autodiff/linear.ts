import { int } from "../graph/attribute.ts";
import { type Dim, shapeText } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * x · w + b, by one Gemm.
 * @param x [..., inputs], two axes at least
 * @param weight [inputs, outputs]
 * @param bias [outputs]
 * @returns [..., outputs]
 * @throws TypeError naming the shapes that do not fit.
 */
export function linear(tape: Tape, x: Value, weight: Value, bias: Value): Value {
  const inputs = x.shape.at(-1);
  const [expected, outputs] = weight.shape;
  if (inputs === undefined || x.shape.length < 2) {
    throw new TypeError(`linear: the input must be [..., inputs], not ${shapeText(x.shape)}.`);
  }
  if (expected === undefined || outputs === undefined || weight.shape.length !== 2) {
    throw new TypeError(`linear: the weight must be [inputs, outputs], not ${shapeText(weight.shape)}.`);
  }
  if (inputs !== expected) {
    throw new TypeError(
      `linear: an input of ${shapeText(x.shape)} does not fit a weight of ${shapeText(weight.shape)}: ${inputs} is not ${expected}.`,
    );
  }
  if (bias.shape.length !== 1 || bias.shape[0] !== outputs) {
    throw new TypeError(`linear: the bias must be [${outputs}], not ${shapeText(bias.shape)}.`);
  }
  const { graph } = tape;
  const deep = x.shape.length > 2;
  const flat = (name: string, width: Dim) =>
    deep ? graph.node("Reshape", [name, graph.int64(-1, Number(width))]) : name;
  const deepen = (name: string, like: readonly Dim[]) =>
    deep
      ? graph.node("Reshape", [name, graph.int64(...like.map((dim) => (typeof dim === "number" ? dim : -1)))])
      : name;
  const shape = x.shape.with(-1, outputs);
  const rows = flat(x.name, inputs);
  const output = deepen(graph.node("Gemm", [rows, weight.name, bias.name]), shape);
  return tape.record(output, shape, [x, weight, bias], (gradient, wanted) => {
    const slope = flat(gradient, outputs);
    return [
      wanted[0]
        ? deepen(graph.node("Gemm", [slope, weight.name], { attributes: { transB: int(1) } }), x.shape)
        : undefined,
      wanted[1] ? graph.node("Gemm", [rows, slope], { attributes: { transA: int(1) } }) : undefined,
      wanted[2] ? graph.node("ReduceSum", [slope, graph.int64(0)], { attributes: { keepdims: int(0) } }) : undefined,
    ];
  });
}

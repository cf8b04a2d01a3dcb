import { int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * x · w + b, by one Gemm.
 * @param x [rows, inputs]
 * @param weight [inputs, outputs]
 * @param bias [outputs]
 * @returns [rows, outputs]
 * @throws TypeError naming the shapes that do not fit.
 */
export function linear(tape: Tape, x: Value, weight: Value, bias: Value): Value {
  const [rows, inputs] = x.shape;
  const [expected, outputs] = weight.shape;
  if (rows === undefined || inputs === undefined || x.shape.length !== 2) {
    throw new TypeError(`linear: the input must be [rows, inputs], not ${shapeText(x.shape)}.`);
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
  const output = graph.node("Gemm", [x.name, weight.name, bias.name]);
  return tape.record(output, [rows, outputs], [x, weight, bias], (gradient, wanted) => [
    wanted[0] ? graph.node("Gemm", [gradient, weight.name], { attributes: { transB: int(1) } }) : undefined,
    wanted[1] ? graph.node("Gemm", [x.name, gradient], { attributes: { transA: int(1) } }) : undefined,
    wanted[2] ? graph.node("ReduceSum", [gradient, graph.int64(0)], { attributes: { keepdims: int(0) } }) : undefined,
  ]);
}

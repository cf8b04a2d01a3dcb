import { float, int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

const EPSILON = 1e-5;

/**
 * Layer normalization (Ba, Kiros and Hinton, arXiv 1607.06450): each row is moved to mean 0 and variance 1, then scaled by a gain
 * and, if there is one, moved by a bias per column.
 * @param x [rows, width]
 * @param gain [width]
 * @param bias [width]
 * @returns [rows, width]
 * @throws TypeError naming the shapes that do not fit.
 */
export function layerNorm(tape: Tape, x: Value, gain: Value, bias?: Value): Value {
  const { graph } = tape;
  const width = x.shape[1];
  if (x.shape.length !== 2 || typeof width !== "number") {
    throw new TypeError(`layerNorm: the input must be [rows, width], not ${shapeText(x.shape)}.`);
  }
  for (const parameter of bias === undefined ? [gain] : [gain, bias]) {
    if (parameter.shape.length !== 1 || parameter.shape[0] !== width) {
      throw new TypeError(`layerNorm: gain and bias must be [${width}], not ${shapeText(parameter.shape)}.`);
    }
  }
  const [normal, inverse] = tape.type === "float32" ? normalizeByKernel(tape, x, width) : normalize(tape, x);
  const scaled = graph.node("Mul", [normal, gain.name]);
  const output = bias === undefined ? scaled : graph.node("Add", [scaled, bias.name]);
  const inputs = bias === undefined ? [x, gain] : [x, gain, bias];
  return tape.record(output, x.shape, inputs, (gradient, wanted) => {
    const rowMean = (name: string) => graph.node("ReduceMean", [name, graph.int64(-1)]);
    const columnSum = (name: string) =>
      graph.node("ReduceSum", [name, graph.int64(0)], { attributes: { keepdims: int(0) } });
    const byGain = wanted[1] ? columnSum(graph.node("Mul", [gradient, normal])) : undefined;
    const byBias = wanted[2] ? columnSum(gradient) : undefined;
    if (!wanted[0]) return [undefined, byGain, byBias];
    // What moves a whole row or changes its length is undone by the normalization; the rest passes.
    const byNormal = graph.node("Mul", [gradient, gain.name]);
    const along = rowMean(graph.node("Mul", [byNormal, normal]));
    const level = graph.node("Sub", [byNormal, rowMean(byNormal)]);
    const rest = graph.node("Sub", [level, graph.node("Mul", [normal, along])]);
    return [graph.node("Mul", [rest, inverse]), byGain, byBias];
  });
}

/** The rows with mean 0 and variance 1, and 1 / √(variance + ε) of each: by one kernel, which keeps the latter in float32 only. */
function normalizeByKernel(tape: Tape, x: Value, width: number): [string, string] {
  const { graph } = tape;
  const ones = graph.constant("float32", [width], new Array<number>(width).fill(1));
  const outputs = graph.nodes("LayerNormalization", [x.name, ones], 3, {
    attributes: { axis: int(-1), epsilon: float(EPSILON) },
  });
  return [outputs[0] as string, outputs[2] as string];
}

function normalize(tape: Tape, x: Value): [string, string] {
  const { graph } = tape;
  const rowMean = (name: string) => graph.node("ReduceMean", [name, graph.int64(-1)]);
  const level = graph.node("Sub", [x.name, rowMean(x.name)]);
  const variance = rowMean(graph.node("Mul", [level, level]));
  const deviation = graph.node("Sqrt", [graph.node("Add", [variance, tape.scalar(EPSILON)])]);
  const inverse = graph.node("Div", [tape.scalar(1), deviation]);
  return [graph.node("Mul", [level, inverse]), inverse];
}

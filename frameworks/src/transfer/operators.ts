import { leakyRelu, relu, sigmoid, tanh } from "../autodiff/activations.ts";
import { add, divide, multiply, scale, subtract } from "../autodiff/arithmetic.ts";
import { exp, sqrt } from "../autodiff/elementwise.ts";
import { gelu } from "../autodiff/gelu.ts";
import { concat, reshape, transpose } from "../autodiff/layout.ts";
import { linear } from "../autodiff/linear.ts";
import { matmul } from "../autodiff/matmul.ts";
import { softmax } from "../autodiff/softmax.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import { attributesOf } from "./attributes.ts";
import { integers, type Operands, type Operator } from "./convert.ts";
import { LaidOut } from "./imageLayout.ts";
import { batchNormalization, convolutionOf, globalAverage, poolingOf } from "./imageOperators.ts";

const elementwise =
  (operation: (tape: Tape, value: Value) => Value): Operator =>
  ({ tape, input }) =>
    input(0).map((value) => operation(tape, value));

const binary =
  (operation: (tape: Tape, left: Value, right: Value) => Value): Operator =>
  ({ tape, input }) =>
    LaidOut.asIs(tape, operation(tape, input(0).value, input(1).value));

const unchanged: Operator = ({ input }) => input(0);

/** Operators of ONNX that the tape can differentiate, and how they are written onto it. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Relu", elementwise(relu)],
  ["Tanh", elementwise(tanh)],
  ["Sigmoid", elementwise(sigmoid)],
  ["Exp", elementwise(exp)],
  ["Sqrt", elementwise(sqrt)],
  ["Neg", elementwise((tape, value) => scale(tape, value, -1))],
  ["Identity", unchanged],
  // In a model that is run nothing is dropped.
  ["Dropout", unchanged],
  [
    "LeakyRelu",
    ({ tape, node, input }) => input(0).map((value) => leakyRelu(tape, value, attributesOf(node).float("alpha", 0.01))),
  ],
  [
    "Gelu",
    ({ tape, node, input, refuse }) =>
      attributesOf(node).text("approximate", "none") === "tanh"
        ? input(0).map((value) => gelu(tape, value))
        : refuse("has no gradient here unless it is the tanh approximation"),
  ],
  ["Add", binary(add)],
  ["Sub", binary(subtract)],
  ["Mul", binary(multiply)],
  ["Div", binary(divide)],
  ["MatMul", binary(matmul)],
  ["Gemm", gemm],
  [
    "Softmax",
    ({ tape, node, input }) => LaidOut.asIs(tape, softmax(tape, input(0).value, attributesOf(node).int("axis", -1))),
  ],
  ["Flatten", flatten],
  ["Reshape", reshapeTo],
  ["Transpose", transposeTo],
  ["Concat", concatenate],
  ["Conv", convolutionOf],
  ["MaxPool", poolingOf],
  ["AveragePool", poolingOf],
  ["GlobalAveragePool", globalAverage],
  ["BatchNormalization", batchNormalization],
]);

function gemm({ tape, node, input, has, refuse }: Operands): LaidOut {
  const { int, float } = attributesOf(node);
  if (int("transA", 0) !== 0) return refuse("transposes its first factor");
  if (float("alpha", 1) !== 1 || float("beta", 1) !== 1) return refuse("has factors besides its matrices");
  const matrix = input(1).value;
  const weight = int("transB", 0) === 0 ? matrix : transpose(tape, matrix);
  const bias = has(2) ? input(2).value : undefined;
  if (bias?.shape.length === 1 && bias.shape[0] === weight.shape[1]) {
    return LaidOut.asIs(tape, linear(tape, input(0).value, weight, bias));
  }
  const product = matmul(tape, input(0).value, weight);
  return LaidOut.asIs(tape, bias === undefined ? product : add(tape, product, bias));
}

function flatten({ tape, node, input, refuse }: Operands): LaidOut {
  const { value } = input(0);
  if (attributesOf(node).int("axis", 1) !== 1) return refuse("does not keep the examples apart");
  const [rows = 0, ...rest] = value.shape.map(Number);
  return LaidOut.asIs(tape, reshape(tape, value, [rows, rest.reduce((product, dim) => product * dim, 1)]));
}

function reshapeTo(operands: Operands): LaidOut {
  const { tape, node, input, refuse } = operands;
  const { value } = input(0);
  const [rows = 0, ...old] = value.shape.map(Number);
  const [first, ...wanted] = integers(operands, 1);
  if (attributesOf(node).int("allowzero", 0) !== 0 || (first !== 0 && first !== -1)) {
    return refuse("does not keep the examples apart");
  }
  const size = old.reduce((product, dim) => product * dim, 1);
  const copied = wanted.map((dim, index) => (dim === 0 ? (old[index] ?? 1) : dim));
  const known = copied.filter((dim) => dim !== -1).reduce((product, dim) => product * dim, 1);
  const sizes = copied.map((dim) => (dim === -1 ? size / known : dim));
  if (sizes.reduce((product, dim) => product * dim, 1) !== size) return refuse("does not keep the examples apart");
  return LaidOut.asIs(tape, reshape(tape, value, [rows, ...sizes]));
}

function transposeTo({ tape, node, input, refuse }: Operands): LaidOut {
  const operand = input(0);
  const order = attributesOf(node).ints("perm", []);
  if (order[0] !== 0) return refuse("does not keep the examples apart");
  // Often the way from channels first to channels last, which is there already.
  if (order.join() === "0,2,3,1") return LaidOut.asIs(tape, operand.channelsLast);
  return LaidOut.asIs(tape, transpose(tape, operand.value, order));
}

function concatenate({ tape, node, input, refuse }: Operands): LaidOut {
  const values = node.input.map((_, index) => input(index).value);
  const axis = attributesOf(node).int("axis", 1);
  if (axis === 0 || axis === -(values[0]?.shape.length ?? 0)) return refuse("does not keep the examples apart");
  return LaidOut.asIs(tape, concat(tape, values, axis));
}

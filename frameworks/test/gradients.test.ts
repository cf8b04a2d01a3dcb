import assert from "node:assert/strict";
import { test } from "node:test";
import { leakyRelu, relu, sigmoid, silu, softplus, tanh } from "../src/autodiff/activations.ts";
import { add, divide, multiply, scale, subtract } from "../src/autodiff/arithmetic.ts";
import { klDivergence, softmaxCrossEntropy, softTargetCrossEntropy } from "../src/autodiff/crossEntropy.ts";
import { dropout } from "../src/autodiff/dropout.ts";
import { abs, exp, log, power, sqrt } from "../src/autodiff/elementwise.ts";
import { gradients } from "../src/autodiff/gradients.ts";
import { concat, reshape, slice, split, transpose } from "../src/autodiff/layout.ts";
import { clip, maximum, minimum } from "../src/autodiff/limits.ts";
import { linear } from "../src/autodiff/linear.ts";
import { binaryCrossEntropy, huber, meanSquaredError } from "../src/autodiff/losses.ts";
import { matmul } from "../src/autodiff/matmul.ts";
import { pick } from "../src/autodiff/pick.ts";
import { mean, sum } from "../src/autodiff/reduce.ts";
import { logSoftmax, softmax } from "../src/autodiff/softmax.ts";
import { Tape, type Value } from "../src/autodiff/tape.ts";
import { Graph } from "../src/graph/graph.ts";
import { network } from "../src/runner/network.ts";
import { checkGradients, toScalar } from "./support/checkGradients.ts";

/** Moves a value into the numbers above 0, where logarithms and roots are defined. */
const positive = (tape: Tape, value: Value) => exp(tape, value);

const unary: Record<string, (tape: Tape, value: Value) => Value> = {
  relu,
  tanh,
  sigmoid,
  leakyRelu,
  silu,
  softplus,
  exp,
  abs,
  softmax,
  logSoftmax,
  "softmax along another axis": (tape, value) => softmax(tape, value, 0),
  "logSoftmax along another axis": (tape, value) => logSoftmax(tape, value, -2),
  scale: (tape, value) => scale(tape, value, -1.7),
  log: (tape, value) => log(tape, positive(tape, value)),
  sqrt: (tape, value) => sqrt(tape, positive(tape, value)),
  "power 1": (tape, value) => power(tape, value, 1),
  "power 2": (tape, value) => power(tape, value, 2),
  "power 3": (tape, value) => power(tape, value, 3),
  "power -1.5": (tape, value) => power(tape, positive(tape, value), -1.5),
  clip: (tape, value) => clip(tape, value, -0.7, 1.1),
  "sum of all": (tape, value) => sum(tape, value),
  "sum over rows": (tape, value) => sum(tape, value, { axes: [0] }),
  "sum over columns, kept": (tape, value) => sum(tape, value, { axes: [-1], keepdims: true }),
  "mean of all": (tape, value) => mean(tape, value),
  "mean over both": (tape, value) => mean(tape, value, { axes: [0, 1], keepdims: true }),
  "mean over columns": (tape, value) => mean(tape, value, { axes: [1] }),
  dropout: (tape, value) => dropout(tape, value, 0.4),
  "dropout twice": (tape, value) => add(tape, dropout(tape, value, 0.4), dropout(tape, value, 0.4)),
  reshape: (tape, value) => reshape(tape, value, [2, 3, 2]),
  transpose: (tape, value) => transpose(tape, value),
  "transpose of three axes": (tape, value) => transpose(tape, reshape(tape, value, [2, 3, 2]), [2, 0, 1]),
  slice: (tape, value) => slice(tape, value, { axis: 1, start: 1, end: 3 }),
  concat: (tape, value) => concat(tape, [value, tanh(tape, value), value], 0),
  "split, all parts used": (tape, value) => {
    const [first, second] = split(tape, value, 1, [1, 3]);
    return multiply(tape, first as Value, second as Value);
  },
  "split, one part used": (tape, value) => split(tape, value, -1, [1, 2, 1])[1] as Value,
};
for (const [name, operation] of Object.entries(unary)) {
  test(`gradient of ${name}`, () =>
    checkGradients([[3, 4]], (tape, [x]) => toScalar(tape, operation(tape, x as Value))));
}

const binary: Record<string, (tape: Tape, left: Value, right: Value) => Value> = {
  add,
  subtract,
  multiply,
  minimum,
  maximum,
  divide: (tape, left, right) => divide(tape, left, positive(tape, right)),
};
const shapePairs: [number[], number[]][] = [
  [
    [3, 4],
    [3, 4],
  ],
  [[3, 4], [4]],
  [
    [1, 4],
    [3, 1],
  ],
  [[], [2, 3]],
  [
    [2, 1, 3],
    [4, 1],
  ],
];
for (const [name, operation] of Object.entries(binary)) {
  for (const [left, right] of shapePairs) {
    test(`gradient of ${name} for [${left}] and [${right}]`, () =>
      checkGradients([left, right], (tape, [x, y]) => toScalar(tape, operation(tape, x as Value, y as Value))));
  }
}

test("gradient of linear", () =>
  checkGradients([[5, 3], [3, 4], [4]], (tape, [x, w, b]) =>
    toScalar(tape, linear(tape, x as Value, w as Value, b as Value)),
  ));

test("gradient of softmax cross-entropy, large scores included", () =>
  checkGradients([[6, 4]], (tape, [x]) => {
    const labels = tape.value(tape.graph.constant("int64", [6], [0, 3, 1, 1, 2, 0]), [6], "int64");
    return softmaxCrossEntropy(tape, scale(tape, x as Value, 20), labels);
  }));

test("gradient of linear with more than one axis of rows", () =>
  checkGradients([[2, 3, 4], [4, 5], [5]], (tape, [x, w, b]) =>
    toScalar(tape, linear(tape, x as Value, w as Value, b as Value)),
  ));

const products: [number[], number[]][] = [
  [
    [3, 4],
    [4, 2],
  ],
  [
    [2, 3, 4],
    [4, 2],
  ],
  [
    [2, 1, 3, 4],
    [5, 4, 2],
  ],
  [
    [3, 4],
    [2, 4, 2],
  ],
];
for (const [left, right] of products) {
  test(`gradient of matmul for [${left}] and [${right}]`, () =>
    checkGradients([left, right], (tape, [x, y]) => toScalar(tape, matmul(tape, x as Value, y as Value))));
}

const labels = (tape: Tape, ...values: number[]) =>
  tape.value(tape.graph.constant("int64", [values.length], values), [values.length], "int64");
const fixed = (tape: Tape, shape: number[], values: number[]) =>
  tape.value(tape.graph.constant("float64", shape, values), shape);
const rowsOfOne = [0.1, 0.2, 0.7, 1, 0, 0, 0.5, 0.25, 0.25];

const losses: Record<string, (tape: Tape, logits: Value) => Value> = {
  "softmax cross-entropy with weights": (tape, x) =>
    softmaxCrossEntropy(tape, x, labels(tape, 0, 2, 1), fixed(tape, [3], [0.5, 0, 2])),
  "soft-target cross-entropy": (tape, x) => softTargetCrossEntropy(tape, x, fixed(tape, [3, 3], rowsOfOne)),
  "soft-target cross-entropy with weights": (tape, x) =>
    softTargetCrossEntropy(tape, x, fixed(tape, [3, 3], rowsOfOne), fixed(tape, [3], [1, 0.3, 0])),
  "Kullback-Leibler divergence": (tape, x) => klDivergence(tape, x, fixed(tape, [3, 3], rowsOfOne)),
  "binary cross-entropy": (tape, x) =>
    binaryCrossEntropy(tape, scale(tape, x, 20), fixed(tape, [3, 3], [0, 1, 1, 0, 0.5, 1, 0, 0, 1])),
  pick: (tape, x) => toScalar(tape, pick(tape, x, labels(tape, 2, 0, 2))),
};
for (const [name, loss] of Object.entries(losses)) {
  test(`gradient of ${name}`, () => checkGradients([[3, 3]], (tape, [x]) => loss(tape, x as Value)));
}

test("gradient of Huber's loss on both sides of its threshold", () =>
  checkGradients([[4, 5]], (tape, [x]) => {
    const target = tape.value(tape.graph.constant("float64", [4, 5], new Array(20).fill(0.3)), [4, 5]);
    return huber(tape, scale(tape, x as Value, 2), target);
  }));

for (const activation of ["relu", "tanh", "sigmoid"] as const) {
  test(`gradient of a whole ${activation} network, where a value is used twice`, () =>
    checkGradients([[4, 3], [3, 5], [5], [5, 3], [3]], (tape, [x, ...weights]) => {
      const scores = network(tape, x as Value, weights, activation);
      return toScalar(tape, add(tape, scores, multiply(tape, x as Value, x as Value)));
    }));
}

test("a loss that is no scalar, or does not depend on a parameter, is refused", () => {
  const tape = new Tape(new Graph("refused"));
  const x = tape.value(tape.graph.input("x", "float32", [2]), [2]);
  const y = tape.value(tape.graph.input("y", "float32", [2]), [2]);
  assert.throws(() => gradients(tape, relu(tape, x), [x]), /must be a scalar; its shape is \[2\]/);
  const loss = meanSquaredError(tape, relu(tape, x), y);
  assert.throws(() => gradients(tape, loss, [x, y]), /does not depend on the parameter "y"/);
});

test("shapes that do not fit are named with the operation", () => {
  const tape = new Tape(new Graph("refused"));
  const value = (...shape: number[]) => tape.value(tape.graph.input(`x${next++}`, "float32", shape), shape);
  let next = 0;
  const refused: [() => Value | readonly Value[], RegExp][] = [
    [() => divide(tape, value(2, 3), value(4)), /divide: shapes \[2, 3\] and \[4\] do not fit: 3 meets 4/],
    [() => maximum(tape, value(2), value(3)), /maximum: shapes \[2\] and \[3\]/],
    [() => sum(tape, value(2, 3), { axes: [2] }), /sum: a value of shape \[2, 3\] has no axis 2/],
    [() => mean(tape, value(2, 3), { axes: [1, -1] }), /mean: the axes \[1, -1\] of \[2, 3\] name one twice/],
    [() => reshape(tape, value(2, 3), [4, 2]), /reshape: \[2, 3\] cannot become \[4, 2\]/],
    [() => transpose(tape, value(2, 3), [0]), /transpose: \[0\] does not name each axis of \[2, 3\]/],
    [
      () => slice(tape, value(2, 3), { axis: 1, start: 2, end: 4 }),
      /slice: 2 to 4 does not lie within axis 1 of \[2, 3\]/,
    ],
    [
      () => concat(tape, [value(2, 3), value(3, 3)], 1),
      /concat: \[2, 3\], \[3, 3\] do not fit; only axis 1 may differ/,
    ],
    [() => split(tape, value(2, 3), 1, [1, 1]), /split: parts of 1, 1 do not make up axis 1 of \[2, 3\]/],
    [() => matmul(tape, value(2, 3), value(2, 3)), /matmul: \[2, 3\] and \[2, 3\] do not fit/],
    [
      () => linear(tape, value(2, 3), value(4, 5), value(5)),
      /linear: an input of \[2, 3\] does not fit a weight of \[4, 5\]/,
    ],
    [() => softmax(tape, value(2), 1), /softmax: a value of shape \[2\] has no axis 1/],
    [() => pick(tape, value(2, 3), value(2)), /pick: the indices must be int64 \[2\], not float32 \[2\]/],
    [() => softTargetCrossEntropy(tape, value(2, 3), value(3)), /softTargetCrossEntropy: the targets must be \[2, 3\]/],
    [() => binaryCrossEntropy(tape, value(2), value(3)), /binaryCrossEntropy: \[2\] and \[3\] must be equal/],
  ];
  for (const [operation, message] of refused) assert.throws(operation, message);
});

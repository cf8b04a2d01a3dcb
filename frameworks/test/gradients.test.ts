import assert from "node:assert/strict";
import { test } from "node:test";
import { relu, sigmoid, tanh } from "../src/autodiff/activations.ts";
import { add, multiply, scale, subtract } from "../src/autodiff/arithmetic.ts";
import { gradients } from "../src/autodiff/gradients.ts";
import { linear } from "../src/autodiff/linear.ts";
import { huber, meanSquaredError, softmaxCrossEntropy } from "../src/autodiff/losses.ts";
import { Tape, type Value } from "../src/autodiff/tape.ts";
import { Graph } from "../src/graph/graph.ts";
import { network } from "../src/runner/network.ts";
import { checkGradients, toScalar } from "./support/checkGradients.ts";

const unary = { relu, tanh, sigmoid, scale: (tape: Tape, value: Value) => scale(tape, value, -1.7) };
for (const [name, operation] of Object.entries(unary)) {
  test(`gradient of ${name}`, () =>
    checkGradients([[3, 4]], (tape, [x]) => toScalar(tape, operation(tape, x as Value))));
}

const binary = { add, subtract, multiply };
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

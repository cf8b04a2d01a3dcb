import assert from "node:assert/strict";
import { test } from "node:test";
import { relu, sigmoid, tanh } from "../src/autodiff/activations.ts";
import { add, multiply, scale, subtract } from "../src/autodiff/arithmetic.ts";
import { gradients } from "../src/autodiff/gradients.ts";
import { linear } from "../src/autodiff/linear.ts";
import { huber, meanSquaredError, softmaxCrossEntropy } from "../src/autodiff/losses.ts";
import { Tape, type Value } from "../src/autodiff/tape.ts";
import { Graph } from "../src/graph/graph.ts";
import { encodeModel } from "../src/graph/model.ts";
import { sizeOf } from "../src/graph/shape.ts";
import { createRandom } from "../src/random.ts";
import { network } from "../src/runner/network.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { openSession } from "../src/runner/session.ts";

const STEP = 1e-5;
const TOLERANCE = 1e-8;

type Build = (tape: Tape, values: Value[]) => Value;

/** Compares every gradient of a scalar function with central differences, in double precision. */
async function checkGradients(shapes: readonly (readonly number[])[], build: Build): Promise<void> {
  const tape = new Tape(new Graph("check"), "float64");
  const { graph } = tape;
  const inputs = shapes.map((shape, index) => tape.value(graph.input(`x${index}`, "float64", shape), shape));
  const loss = build(tape, inputs);
  const slopes = gradients(tape, loss, inputs);
  graph.output(loss.name, "float64", []);
  for (const slope of slopes) graph.output(slope.name, "float64", slope.shape);
  const session = await openSession(encodeModel(graph));
  const random = createRandom(7);
  const points = shapes.map((shape) => Float64Array.from({ length: sizeOf(shape) }, () => random.uniform() * 4 - 2));
  const run = () =>
    session.run(
      Object.fromEntries(
        points.map((data, index) => [`x${index}`, new Tensor("float64", data, [...(shapes[index] ?? [])])]),
      ),
    );
  const lossHere = async () => Number((await run())[loss.name]?.data[0]);
  const results = await run();
  for (const [index, point] of points.entries()) {
    const slope = results[slopes[index]?.name ?? ""];
    assert.deepEqual(slope?.dims, shapes[index], "a gradient has its value's shape");
    for (const [element, value] of point.entries()) {
      point[element] = value + STEP;
      const above = await lossHere();
      point[element] = value - STEP;
      const below = await lossHere();
      point[element] = value;
      const expected = (above - below) / (2 * STEP);
      const actual = Number(slope?.data[element]);
      assert.ok(
        Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)),
        `input ${index}, element ${element}: ${actual} instead of ${expected}`,
      );
    }
  }
  await session.release();
}

/** A scalar that weighs each element differently, so that no error cancels out. */
function toScalar(tape: Tape, value: Value): Value {
  const size = sizeOf(value.shape);
  const weights = Array.from({ length: size }, (_, index) => Math.sin(index + 1));
  const shape = value.shape.map(Number);
  const constant = tape.value(tape.graph.constant("float64", shape, weights), shape);
  return meanSquaredError(tape, value, constant);
}

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

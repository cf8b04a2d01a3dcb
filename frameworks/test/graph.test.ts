import assert from "node:assert/strict";
import { test } from "node:test";
import { add } from "../src/autodiff/arithmetic.ts";
import { linear } from "../src/autodiff/linear.ts";
import { meanSquaredError, softmaxCrossEntropy } from "../src/autodiff/losses.ts";
import { Tape } from "../src/autodiff/tape.ts";
import { Graph } from "../src/graph/graph.ts";
import { encodeModel } from "../src/graph/model.ts";
import { sizeOf } from "../src/graph/shape.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { runGraph } from "./support/run.ts";

function tapeOf(...shapes: (number | string)[][]) {
  const tape = new Tape(new Graph("shapes"));
  const values = shapes.map((shape, index) => tape.value(tape.graph.input(`x${index}`, "float32", shape), shape));
  return { tape, at: (index: number) => values[index] ?? assert.fail() };
}

test("shapes that do not fit are named", () => {
  const { tape, at } = tapeOf([128, 784], [700, 256], [256], [3], [4], ["N", 2]);
  assert.throws(
    () => linear(tape, at(0), at(1), at(2)),
    /\[128, 784\] does not fit a weight of \[700, 256\]: 784 is not 700/,
  );
  assert.throws(() => linear(tape, at(2), at(1), at(2)), /must be \[..., inputs\], not \[256\]/);
  assert.throws(() => linear(tape, at(0), at(2), at(2)), /must be \[inputs, outputs\]/);
  assert.throws(() => add(tape, at(3), at(4)), /shapes \[3\] and \[4\] do not fit: 3 meets 4 on axis 0/);
  assert.throws(() => meanSquaredError(tape, at(3), at(4)), /\[3\] and \[4\] must be equal shapes/);
  assert.throws(() => softmaxCrossEntropy(tape, at(5), at(3)), /of fixed size, not \[N, 2\]/);
  assert.throws(() => softmaxCrossEntropy(tape, at(0), at(3)), /labels must be int64 \[128\], not float32 \[3\]/);
  assert.throws(() => sizeOf(["N", 2]), /N varies/);
});

test("a bias of the wrong size is named", () => {
  const { tape, at } = tapeOf([2, 3], [3, 4], [5]);
  assert.throws(() => linear(tape, at(0), at(1), at(2)), /the bias must be \[4\], not \[5\]/);
});

test("names are unique over a graph and those nested in it", () => {
  const graph = new Graph("outer");
  graph.input("x", "float32", [1]);
  assert.throws(() => graph.nested("inner").input("x", "float32", [1]), /already has a value named "x"/);
});

test("a tensor must be given as many values as its shape has", () => {
  assert.throws(
    () => new Graph("g").initializer("w", "float32", [2, 2], new Float32Array(3)),
    /\[2, 2\] was given 3 values/,
  );
});

test("an encoded model runs, keeps its metadata and has the same bytes each time", async () => {
  const build = () => {
    const graph = new Graph("double");
    const name = graph.node("Mul", [graph.input("x", "float32", ["N"]), graph.constant("float32", [], [2])]);
    graph.output(name, "float32", ["N"]);
    return { graph, name };
  };
  const { graph, name } = build();
  const { [name]: output } = await runGraph(graph, { x: new Tensor("float32", Float32Array.of(1, -3), [2]) });
  assert.deepEqual(output?.data, Float32Array.of(2, -6));
  const bytes = encodeModel(build().graph, { task: "doubling" });
  assert.deepEqual(bytes, encodeModel(build().graph, { task: "doubling" }));
  assert.ok(Buffer.from(bytes).includes("doubling"));
});

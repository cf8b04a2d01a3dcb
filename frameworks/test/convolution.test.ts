import assert from "node:assert/strict";
import { test } from "node:test";
import { convolution } from "../src/autodiff/convolution.ts";
import { averagePooling, globalAveragePooling, maxPooling } from "../src/autodiff/pooling.ts";
import { Tape, type Value } from "../src/autodiff/tape.ts";
import type { WindowOptions } from "../src/autodiff/windows.ts";
import { ints } from "../src/graph/attribute.ts";
import { Graph } from "../src/graph/graph.ts";
import { createRandom } from "../src/random.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { checkGradients, toScalar } from "./support/checkGradients.ts";
import { runGraph } from "./support/run.ts";

const layouts: Record<string, WindowOptions> = {
  "no padding": {},
  padding: { padding: 1 },
  "stride and padding": { stride: 2, padding: 1 },
  "uneven stride, padding and dilation": { stride: [2, 1], padding: [0, 1, 2, 0], dilation: [1, 2] },
  "a stride that leaves pixels out": { stride: 3 },
};
for (const [name, options] of Object.entries(layouts)) {
  test(`gradient of convolution with ${name}`, () =>
    checkGradients([[2, 5, 6, 2], [3, 2, 2, 3], [3]], (tape, [x, w, b]) =>
      toScalar(tape, convolution(tape, x as Value, w as Value, b, options)),
    ));
}

test("gradient of convolution without a bias, one pixel at a time", () =>
  checkGradients(
    [
      [2, 3, 3, 2],
      [1, 1, 2, 3],
    ],
    (tape, [x, w]) => toScalar(tape, convolution(tape, x as Value, w as Value, undefined)),
  ));

const pools = {
  "max pooling of tiles": (tape: Tape, x: Value) => maxPooling(tape, x, { size: 2 }),
  "max pooling of uneven tiles": (tape: Tape, x: Value) => maxPooling(tape, x, { size: [1, 3] }),
  "max pooling of overlapping windows": (tape: Tape, x: Value) => maxPooling(tape, x, { size: 3, stride: 1 }),
  "max pooling with padding": (tape: Tape, x: Value) => maxPooling(tape, x, { size: 3, stride: 2, padding: 1 }),
  "max pooling that leaves pixels out": (tape: Tape, x: Value) => maxPooling(tape, x, { size: 3 }),
  "average pooling": (tape: Tape, x: Value) => averagePooling(tape, x, { size: 2 }),
  "average pooling with padding": (tape: Tape, x: Value) => averagePooling(tape, x, { size: 3, stride: 2, padding: 1 }),
  "average pooling that counts padding": (tape: Tape, x: Value) =>
    averagePooling(tape, x, { size: 3, stride: 2, padding: 1, countPadding: true }),
  "global average pooling": globalAveragePooling,
};
for (const [name, operation] of Object.entries(pools)) {
  test(`gradient of ${name}`, () =>
    checkGradients([[2, 4, 6, 2]], (tape, [x]) => toScalar(tape, operation(tape, x as Value))));
}

test("convolution and pooling compute what the runtime's own operators do", async () => {
  const graph = new Graph("same");
  const tape = new Tape(graph);
  const random = createRandom(3);
  const values = (size: number) => Float32Array.from({ length: size }, () => random.uniform() * 2 - 1);
  const x = tape.value(graph.input("x", "float32", [2, 7, 8, 3]), [2, 7, 8, 3]);
  const w = tape.value(graph.input("w", "float32", [3, 3, 3, 4]), [3, 3, 3, 4]);
  const b = tape.value(graph.input("b", "float32", [4]), [4]);
  const options = { stride: 2, padding: [1, 0, 1, 1] } as const;
  const image = graph.node("Transpose", [x.name], { attributes: { perm: ints(0, 3, 1, 2) } });
  const kernels = graph.node("Transpose", [w.name], { attributes: { perm: ints(3, 2, 0, 1) } });
  const strides = ints(2, 2);
  const pads = ints(1, 0, 1, 1);
  const expected = [
    graph.node("Conv", [image, kernels, b.name], { attributes: { strides, pads } }),
    graph.node("MaxPool", [image], { attributes: { strides, pads, kernel_shape: ints(3, 3) } }),
    graph.node("AveragePool", [image], { attributes: { strides, pads, kernel_shape: ints(3, 3) } }),
    graph.node("MaxPool", [image], { attributes: { kernel_shape: ints(7, 2), strides: ints(7, 2) } }),
  ].map((name) => graph.node("Transpose", [name], { attributes: { perm: ints(0, 2, 3, 1) } }));
  const actual = [
    convolution(tape, x, w, b, options),
    maxPooling(tape, x, { size: 3, ...options }),
    averagePooling(tape, x, { size: 3, ...options }),
    maxPooling(tape, x, { size: [7, 2] }),
  ];
  actual.forEach(({ name, shape }, index) => {
    graph.output(name, "float32", shape);
    graph.output(expected[index] ?? "", "float32", shape);
  });
  const results = await runGraph(graph, {
    x: new Tensor("float32", values(2 * 7 * 8 * 3), [2, 7, 8, 3]),
    w: new Tensor("float32", values(3 * 3 * 3 * 4), [3, 3, 3, 4]),
    b: new Tensor("float32", values(4), [4]),
  });
  actual.forEach(({ name, shape }, index) => {
    const [ours, theirs] = [results[name], results[expected[index] ?? ""]];
    assert.deepEqual(ours?.dims, shape);
    assert.deepEqual(theirs?.dims, shape);
    const distance = Array.from(ours?.data as Float32Array, (value, at) => Math.abs(value - Number(theirs?.data[at])));
    assert.ok(Math.max(...distance) < 1e-5, `operation ${index} differs by ${Math.max(...distance)}`);
  });
});

test("equal pixels of a window share the gradient or leave it to the first, never more than there is", async () => {
  for (const size of [2, 3]) {
    const graph = new Graph("ties");
    const tape = new Tape(graph);
    const shape = [1, size, size, 1];
    // An image of 3 × 3 has one window of 2 × 2, and pixels that belong to none.
    maxPooling(tape, tape.value(graph.input("x", "float32", shape), shape), { size: 2 });
    let gradient = graph.constant("float32", [1, 1, 1, 1], [1]);
    for (const { backward } of [...tape.steps].reverse()) gradient = backward([gradient], [true])[0] ?? "";
    graph.output(gradient, "float32", shape);
    const results = await runGraph(graph, { x: new Tensor("float32", new Float32Array(size * size).fill(3), shape) });
    const shares = Array.from(results[gradient]?.data as Float32Array);
    const expected = size === 2 ? [1, 0, 0, 0] : [0.25, 0.25, 0, 0.25, 0.25, 0, 0, 0, 0];
    assert.deepEqual(shares, expected);
  }
});

test("shapes that do not fit are named", () => {
  const tape = new Tape(new Graph("shapes"));
  const x = tape.value("x", [2, 4, 4, 3]);
  const weight = (...shape: number[]) => tape.value("w", shape);
  assert.throws(() => convolution(tape, tape.value("x", [2, 4]), weight(3, 3, 3, 8), undefined), /not \[2, 4\]/);
  assert.throws(() => convolution(tape, x, weight(3, 3, 8), undefined), /not \[3, 3, 8\]/);
  assert.throws(() => convolution(tape, x, weight(3, 3, 2, 8), undefined), /3 channels does not fit .*\[3, 3, 2, 8\]/);
  assert.throws(() => convolution(tape, x, weight(3, 3, 3, 8), tape.value("b", [4])), /must be \[8\], not \[4\]/);
  assert.throws(
    () => convolution(tape, x, weight(5, 5, 3, 8), undefined),
    /window of \[5, 5\] does not fit .*\[4, 4\]/,
  );
  assert.throws(() => maxPooling(tape, x, { size: 5 }), /window of \[5, 5\] does not fit/);
});

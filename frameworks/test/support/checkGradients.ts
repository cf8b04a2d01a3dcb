import assert from "node:assert/strict";
import { gradients } from "../../src/autodiff/gradients.ts";
import { meanSquaredError } from "../../src/autodiff/losses.ts";
import { Tape, type Value } from "../../src/autodiff/tape.ts";
import { Graph } from "../../src/graph/graph.ts";
import { encodeModel } from "../../src/graph/model.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { createRandom } from "../../src/random.ts";
import { Tensor } from "../../src/runner/onnxruntime.ts";
import { openSession } from "../../src/runner/session.ts";

const STEP = 1e-5;
const TOLERANCE = 1e-8;

type Build = (tape: Tape, values: Value[]) => Value;

/** Compares every gradient of a scalar function with central differences, in double precision. */
export async function checkGradients(shapes: readonly (readonly number[])[], build: Build): Promise<void> {
  const graph = new Graph("check");
  let drawn = 7;
  const tape = new Tape(graph, "float64", { next: () => graph.constant("uint32", [], [drawn++]) });
  const inputs = shapes.map((shape, index) => tape.value(graph.input(`x${index}`, "float64", shape), shape));
  const loss = build(tape, inputs);
  const slopes = gradients(tape, loss, inputs);
  graph.output(loss.name, "float64", []);
  for (const slope of slopes) graph.output(slope.name, "float64", slope.shape);
  const session = await openSession(encodeModel(graph), { optimize: false });
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
export function toScalar(tape: Tape, value: Value): Value {
  const size = sizeOf(value.shape);
  const weights = Array.from({ length: size }, (_, index) => Math.sin(index + 1));
  const shape = value.shape.map(Number);
  const constant = tape.value(tape.graph.constant("float64", shape, weights), shape);
  return meanSquaredError(tape, value, constant);
}

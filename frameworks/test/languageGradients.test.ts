import assert from "node:assert/strict";
import { test } from "node:test";
import { scale } from "../src/autodiff/arithmetic.ts";
import { causalSelfAttention } from "../src/autodiff/attention.ts";
import { embedding } from "../src/autodiff/embedding.ts";
import { gelu } from "../src/autodiff/gelu.ts";
import { layerNorm } from "../src/autodiff/normalization.ts";
import { rowScores } from "../src/autodiff/rowScores.ts";
import { squaredRelu } from "../src/autodiff/squaredRelu.ts";
import { Tape, type Value } from "../src/autodiff/tape.ts";
import { tokenCrossEntropy } from "../src/autodiff/tokenCrossEntropy.ts";
import { Graph } from "../src/graph/graph.ts";
import { checkGradients, toScalar } from "./support/checkGradients.ts";

for (const [name, operation] of Object.entries({ gelu, squaredRelu })) {
  test(`gradient of ${name}`, () =>
    checkGradients([[3, 4]], (tape, [x]) => toScalar(tape, operation(tape, x as Value))));
}

test("gradient of layer normalization, with and without a bias", async () => {
  await checkGradients([[3, 5], [5], [5]], (tape, [x, gain, bias]) =>
    toScalar(tape, layerNorm(tape, x as Value, gain as Value, bias)),
  );
  await checkGradients([[3, 5], [5]], (tape, [x, gain]) => toScalar(tape, layerNorm(tape, x as Value, gain as Value)));
});

for (const shape of [[4], [2, 3]]) {
  test(`gradient of an embedding by ids of shape [${shape}], where rows come more than once and never`, () =>
    checkGradients([[5, 3]], (tape, [table]) => {
      const numbers = [4, 0, 4, 2, 0, 0].slice(
        0,
        shape.reduce((size, dim) => size * dim, 1),
      );
      const ids = tape.value(tape.graph.constant("int64", shape, numbers), shape, "int64");
      return toScalar(tape, embedding(tape, table as Value, ids));
    }));
}

test("gradient of causal self-attention of two heads", () =>
  checkGradients([[6, 12]], (tape, [qkv]) =>
    toScalar(tape, causalSelfAttention(tape, qkv as Value, { batch: 2, context: 3, heads: 2 })),
  ));

test("gradient of causal self-attention with rotary positions", () =>
  checkGradients([[8, 12]], (tape, [qkv]) =>
    toScalar(tape, causalSelfAttention(tape, qkv as Value, { batch: 2, context: 4, heads: 1, rotary: true })),
  ));

test("gradient of scores by a table's rows", () =>
  checkGradients(
    [
      [4, 3],
      [5, 3],
    ],
    (tape, [x, table]) => toScalar(tape, rowScores(tape, x as Value, table as Value)),
  ));

test("gradient of the cross-entropy of tokens, large scores included", () =>
  checkGradients([[6, 4]], (tape, [x]) => {
    const labels = tape.value(tape.graph.constant("int64", [6], [0, 3, 1, 1, 2, 0]), [6], "int64");
    return tokenCrossEntropy(tape, scale(tape, x as Value, 20), labels);
  }));

test("shapes that do not fit are refused by sentences that name them", () => {
  const tape = new Tape(new Graph("refused"));
  const value = (...shape: number[]) => tape.value(`x${shape.join("x")}`, shape);
  assert.throws(() => layerNorm(tape, value(2, 3, 4), value(4)), /must be \[rows, width\], not \[2, 3, 4\]/);
  assert.throws(() => layerNorm(tape, value(2, 3), value(4)), /must be \[3\], not \[4\]/);
  assert.throws(() => embedding(tape, value(5), value(2)), /must be \[rows, width\] of fixed size, not \[5\]/);
  assert.throws(() => embedding(tape, value(5, 3), value(2)), /must be int64, not float32/);
  assert.throws(() => rowScores(tape, value(2, 3), value(5, 4)), /\[2, 3\] and \[5, 4\] do not fit/);
  assert.throws(() => tokenCrossEntropy(tape, value(2, 3), value(2)), /must be int64 \[2\], not float32 \[2\]/);
  assert.throws(
    () => causalSelfAttention(tape, value(6, 10), { batch: 2, context: 3, heads: 2 }),
    /must be \[2 · 3, a multiple of 3 · 2\], not \[6, 10\]/,
  );
});

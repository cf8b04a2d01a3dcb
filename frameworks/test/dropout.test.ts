import assert from "node:assert/strict";
import { test } from "node:test";
import { dropout } from "../src/autodiff/dropout.ts";
import { sgd } from "../src/autodiff/optimizer.ts";
import { Tape } from "../src/autodiff/tape.ts";
import { Graph } from "../src/graph/graph.ts";
import { createRandom } from "../src/random.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { randomBits } from "../src/runner/randomBits.ts";
import type { Program } from "../src/runner/scan.ts";
import { Trainer } from "../src/runner/trainer.ts";
import { classifierRows, droppingClassifier } from "./support/classifier.ts";
import { runGraph } from "./support/run.ts";

const ROWS = 128;
const COLUMNS = 256;
const SIZE = ROWS * COLUMNS;

/** Which elements two dropouts of ones keep at a step: 1 or 0. */
async function masks(step: number, rate: number, seed = 3): Promise<[Float64Array, Float64Array]> {
  const graph = new Graph("masks");
  const keys = graph.input("keys", "uint32", [2]);
  let drawn = 0;
  const next = () => graph.node("Gather", [keys, graph.constant("int64", [], [drawn++])]);
  const tape = new Tape(graph, "float32", { next });
  const ones = tape.value(graph.input("ones", "float32", [ROWS, COLUMNS]), [ROWS, COLUMNS]);
  const outputs = [dropout(tape, ones, rate), dropout(tape, ones, rate)].map(({ name }) => name);
  for (const name of outputs) graph.output(name, "float32", [ROWS, COLUMNS]);
  const results = await runGraph(graph, {
    keys: new Tensor("uint32", randomBits(seed, step, 1, 2), [2]),
    ones: new Tensor("float32", new Float32Array(SIZE).fill(1), [ROWS, COLUMNS]),
  });
  const [first, second] = outputs.map((name) => {
    const data = results[name]?.data as Float32Array;
    const large = Math.fround(1 / (1 - rate));
    assert.ok(
      data.every((value) => value === 0 || value === large),
      "an element is dropped, or made larger",
    );
    return Float64Array.from(data, (value) => (value === 0 ? 0 : 1));
  });
  return [first as Float64Array, second as Float64Array];
}

const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's correlation of two masks, in standard deviations of what chance gives. */
function correlation(left: Float64Array, right: Float64Array): number {
  const [meanLeft, meanRight] = [meanOf(left), meanOf(right)];
  let [both, squareLeft, squareRight] = [0, 0, 0];
  left.forEach((value, index) => {
    const [a, b] = [value - meanLeft, (right[index] ?? 0) - meanRight];
    both += a * b;
    squareLeft += a * a;
    squareRight += b * b;
  });
  return (both / Math.sqrt(squareLeft * squareRight)) * Math.sqrt(left.length);
}

for (const rate of [0.1, 0.5, 0.9]) {
  test(`a rate of ${rate} drops that part of the elements, at each step others`, async () => {
    const deviation = Math.sqrt((rate * (1 - rate)) / SIZE);
    const steps = await Promise.all(Array.from({ length: 12 }, (_, step) => masks(step, rate)));
    const all = steps.flat();
    for (const mask of all) assert.ok(Math.abs(meanOf(mask) - (1 - rate)) < 4.5 * deviation, `${meanOf(mask)} kept`);
    // Every pair of masks, of one step or of two, and each mask beside itself moved by one element, row or power of two.
    const worst = { pairs: 0, moved: 0 };
    all.forEach((mask, index) => {
      for (const other of all.slice(index + 1)) worst.pairs = Math.max(worst.pairs, Math.abs(correlation(mask, other)));
      for (const by of [1, 2, 3, 16, 255, 256, 4_096, 16_384]) {
        worst.moved = Math.max(worst.moved, Math.abs(correlation(mask.slice(by), mask.slice(0, -by))));
      }
    });
    // The largest of 276 and of 192 normal numbers: beyond 4.5 once in 500 such tests.
    assert.ok(worst.pairs < 4.5 && worst.moved < 4.5, JSON.stringify(worst));
  });
}

test("an element is dropped as often as the rate says, over many steps", async () => {
  const kept = new Float64Array(SIZE);
  for (let step = 0; step < 64; step++) {
    const [mask] = await masks(step, 0.5);
    mask.forEach((value, index) => {
      kept[index] = (kept[index] ?? 0) + value;
    });
  }
  // Binomial: variance 64 · 0.25 over the elements, whose estimate from 32,768 of them is within 4 % of it.
  const variance = meanOf(kept.map((count) => (count - 32) ** 2));
  assert.ok(Math.abs(variance / 16 - 1) < 0.04, `${variance} instead of 16`);
  assert.ok(Math.max(...kept) <= 32 + 4 * 6 && Math.min(...kept) >= 32 - 4 * 6, "no element is always kept or dropped");
});

test("seed and step fix the mask", async () => {
  assert.deepEqual(await masks(5, 0.3), await masks(5, 0.3));
  assert.notDeepEqual(await masks(5, 0.3), await masks(6, 0.3));
  assert.notDeepEqual(await masks(5, 0.3), await masks(5, 0.3, 4));
});

test("nothing is dropped where nothing is drawn, and rates are checked", () => {
  const tape = new Tape(new Graph("calm"));
  const x = tape.value(tape.graph.input("x", "float32", [2]), [2]);
  assert.equal(dropout(tape, x, 0.5), x);
  for (const rate of [-0.1, 1, Number.NaN]) assert.throws(() => dropout(tape, x, rate), /the rate must be from 0/);
});

const dropping = (changes: Partial<Program> = {}) => droppingClassifier(sgd({ momentum: 0.9 }), changes);

/** The weights after twelve steps, in runs of the sizes given. */
async function train(program: Program, runs: readonly number[], threads = 1): Promise<Float32Array[]> {
  const random = createRandom(6);
  const batches = BigInt64Array.from({ length: 12 * 8 }, () => BigInt(random.below(40)));
  const trainer = await Trainer.create(program, classifierRows(40), { threads });
  for (const steps of runs) {
    const first = trainer.steps * 8;
    await trainer.run(batches.slice(first, first + steps * 8), () => 0.1);
  }
  const weights = trainer.parameters();
  await trainer.release();
  return weights;
}

for (const [name, changes] of Object.entries({ "at once": {}, "in parts": { accumulate: 2 } })) {
  test(`the masks of a step, ${name}, do not depend on the run it is in, nor on the threads`, async () => {
    const together = await train(dropping(changes), [12]);
    assert.deepEqual(await train(dropping(changes), [1, 5, 6]), together);
    assert.deepEqual(await train(dropping(changes), [12], 2), together);
    assert.notDeepEqual(await train(dropping({ ...changes, seed: 10 }), [12]), together);
  });
}

test("a state that was kept is gone on from with the masks of its steps", async () => {
  const batches = (first: number, steps: number) =>
    BigInt64Array.from({ length: steps * 8 }, (_, index) => BigInt((first * 8 + index) % 40));
  const through = await Trainer.create(dropping(), classifierRows(40));
  await through.run(batches(0, 5), () => 0.1);
  const state = new Map([...through.state()].map(([key, { data }]) => [key, data.slice()]));
  await through.run(batches(5, 7), () => 0.1);
  const resumed = await Trainer.create(dropping(), classifierRows(40));
  resumed.restore(5, state);
  await resumed.run(batches(5, 7), () => 0.1);
  assert.deepEqual(resumed.parameters(), through.parameters());
  await through.release();
  await resumed.release();
});

test("a program that drops needs a seed", async () => {
  const { seed: _, ...seedless } = dropping();
  await assert.rejects(Trainer.create(seedless, classifierRows(40)), /the program needs a seed/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { meanSquaredError, softmaxCrossEntropy } from "../src/autodiff/losses.ts";
import { adam, type Optimizer, sgd } from "../src/autodiff/optimizer.ts";
import type { Value } from "../src/autodiff/tape.ts";
import { createRandom } from "../src/random.ts";
import { network, networkParameters } from "../src/runner/network.ts";
import type { Program } from "../src/runner/scan.ts";
import { Trainer } from "../src/runner/trainer.ts";

const ROWS = 40;
const STEPS = 12;
const BATCH = 8;

function classifier(optimizer: Optimizer): Program {
  return {
    parameters: networkParameters([5, 7, 3], "relu", createRandom(3)),
    batchSize: BATCH,
    optimizer,
    data: [
      { name: "x", type: "float32", rowShape: [5] },
      { name: "y", type: "int64", rowShape: [] },
    ],
    loss: (tape, weights, [x, y]) => softmaxCrossEntropy(tape, network(tape, x as Value, weights, "relu"), y as Value),
  };
}

function rows() {
  const random = createRandom(5);
  return {
    x: Float32Array.from({ length: ROWS * 5 }, () => random.uniform() * 2 - 1),
    y: BigInt64Array.from({ length: ROWS }, () => BigInt(random.below(3))),
    batches: BigInt64Array.from({ length: STEPS * BATCH }, () => BigInt(random.below(ROWS))),
  };
}

const optimizers: Record<string, () => Optimizer> = {
  sgd: () => sgd(),
  "sgd with momentum and decay": () => sgd({ momentum: 0.9, weightDecay: 0.01 }),
  adam: () => adam(),
  adamw: () => adam({ weightDecay: 0.1 }),
};

for (const [name, optimizer] of Object.entries(optimizers)) {
  test(`${name}: twelve steps in one run equal twelve runs of one step`, async () => {
    const { x, y, batches } = rows();
    const rate = (step: number) => 0.05 / step;
    const together = await Trainer.create(classifier(optimizer()), { x, y });
    const losses = await together.run(batches, rate);
    const apart = await Trainer.create(classifier(optimizer()), { x, y });
    const single: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      single.push(...(await apart.run(batches.slice(step * BATCH, (step + 1) * BATCH), rate)));
    }
    assert.deepEqual([...losses], single);
    assert.deepEqual(together.parameters(), apart.parameters());
    assert.equal(together.steps, STEPS);
    assert.notDeepEqual(
      together.parameters(),
      classifier(optimizer()).parameters.map(({ initial }) => initial),
    );
    await together.release();
    await apart.release();
  });
}

/** One weight w, loss (w·1 - 0)², gradient 2w: small enough to follow by hand. */
async function follow(optimizer: Optimizer, steps: number, rate: number): Promise<number[]> {
  const trainer = await Trainer.create(
    {
      parameters: [{ name: "w", shape: [1, 1], initial: Float32Array.of(2), decays: true }],
      batchSize: 1,
      optimizer,
      data: [{ name: "zero", type: "float32", rowShape: [1] }],
      loss: (tape, [w], [zero]) => meanSquaredError(tape, w as Value, zero as Value),
    },
    { zero: Float32Array.of(0) },
  );
  const path: number[] = [];
  for (let step = 0; step < steps; step++) {
    await trainer.run(BigInt64Array.of(0n), () => rate);
    path.push(trainer.parameters()[0]?.[0] ?? Number.NaN);
  }
  await trainer.release();
  return path;
}

function assertNear(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of expected.entries()) {
    assert.ok(Math.abs((actual[index] ?? 0) - value) < 1e-5, `step ${index + 1}: ${actual[index]} instead of ${value}`);
  }
}

test("sgd with momentum and decay follows its definition", async () => {
  let [w, velocity] = [2, 0];
  const expected = Array.from({ length: 5 }, () => {
    velocity = 0.9 * velocity + (2 * w + 0.01 * w);
    w -= 0.1 * velocity;
    return w;
  });
  assertNear(await follow(sgd({ momentum: 0.9, weightDecay: 0.01 }), 5, 0.1), expected);
});

test("adam with decoupled decay follows its definition", async () => {
  let [w, mean, square] = [2, 0, 0];
  const expected = Array.from({ length: 6 }, (_, index) => {
    const step = index + 1;
    const gradient = 2 * w;
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient ** 2;
    const move = mean / (1 - 0.9 ** step) / (Math.sqrt(square / (1 - 0.999 ** step)) + 1e-8);
    w = w * (1 - 0.1 * 0.05) - 0.1 * move;
    return w;
  });
  assertNear(await follow(adam({ weightDecay: 0.05 }), 6, 0.1), expected);
});

test("batches and data of the wrong size are refused", async () => {
  const { x, y } = rows();
  const trainer = await Trainer.create(classifier(sgd()), { x, y });
  await assert.rejects(
    trainer.run(new BigInt64Array(BATCH + 1), () => 0.1),
    /do not make whole batches of 8/,
  );
  await trainer.release();
  await assert.rejects(Trainer.create(classifier(sgd()), { x, y: y.slice(1) }), /must have the same whole number/);
  await assert.rejects(
    Trainer.create(classifier(sgd()), { x, y: Float32Array.from(y, Number) }),
    /must hold int64 values/,
  );
});

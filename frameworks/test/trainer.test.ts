import assert from "node:assert/strict";
import { test } from "node:test";
import { multiply } from "../src/autodiff/arithmetic.ts";
import { softmaxCrossEntropy } from "../src/autodiff/crossEntropy.ts";
import { dropout } from "../src/autodiff/dropout.ts";
import { meanSquaredError } from "../src/autodiff/losses.ts";
import { adam, type Optimizer, sgd } from "../src/autodiff/optimizer.ts";
import type { Value } from "../src/autodiff/tape.ts";
import { createRandom } from "../src/random.ts";
import { network, networkParameters } from "../src/runner/network.ts";
import type { Program } from "../src/runner/scan.ts";
import { Trainer } from "../src/runner/trainer.ts";
import { classifier, classifierRows } from "./support/classifier.ts";

const STEPS = 12;
const BATCH = 8;

function rows() {
  const random = createRandom(6);
  return {
    ...classifierRows(40),
    batches: BigInt64Array.from({ length: STEPS * BATCH }, () => BigInt(random.below(40))),
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
async function follow(
  optimizer: Optimizer,
  steps: number,
  rate: number,
  changes: Partial<Program> = {},
): Promise<number[]> {
  const trainer = await Trainer.create(
    {
      parameters: [{ name: "w", shape: [1, 1], initial: Float32Array.of(2), decays: true }],
      batchSize: 1,
      optimizer,
      data: [{ name: "zero", type: "float32", rowShape: [1] }],
      loss: (tape, [w], [zero]) => meanSquaredError(tape, w as Value, zero as Value),
      ...changes,
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

test("sgd with Nesterov's momentum follows its definition", async () => {
  let [w, velocity] = [2, 0];
  const expected = Array.from({ length: 5 }, () => {
    velocity = 0.9 * velocity + 2 * w;
    w -= 0.1 * (2 * w + 0.9 * velocity);
    return w;
  });
  assertNear(await follow(sgd({ momentum: 0.9, nesterov: true }), 5, 0.1), expected);
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

/** The weights after twelve steps of a program. */
async function trained(program: Program): Promise<Float32Array[]> {
  const { x, y, batches } = rows();
  const trainer = await Trainer.create(program, { x, y });
  await trainer.run(batches, () => 0.1);
  const weights = trainer.parameters();
  await trainer.release();
  return weights;
}

test("a step in parts is the step at once, up to rounding", async () => {
  const whole = await trained(classifier(sgd()));
  for (const accumulate of [2, 8]) {
    const parts = await trained(classifier(sgd(), { accumulate }));
    parts.forEach((weights, index) => {
      weights.forEach((value, place) => {
        assert.ok(Math.abs(value - (whole[index]?.[place] ?? 9)) < 1e-6, `${accumulate} parts: ${value}`);
      });
    });
  }
  await assert.rejects(
    trained(classifier(sgd(), { accumulate: 3 })),
    /8 rows cannot be worked through in 3 equal parts/,
  );
});

test("a batch of another size is worked through in parts no larger than before", async () => {
  const { x, y } = rows();
  const together = await Trainer.create(classifier(sgd(), { accumulate: 2 }), { x, y });
  await together.run(
    BigInt64Array.from({ length: 14 }, (_, row) => BigInt(row)),
    () => 0.1,
    7,
  );
  const apart = await Trainer.create(classifier(sgd(), { batchSize: 7, accumulate: 7 }), { x, y });
  await apart.run(
    BigInt64Array.from({ length: 14 }, (_, row) => BigInt(row)),
    () => 0.1,
  );
  assert.deepEqual(together.parameters(), apart.parameters());
  await together.release();
  await apart.release();
});

test("a long gradient is clipped to the length, a short one is left alone", async () => {
  // The gradient 2w is 4, 3.6, … long: always above the limit of 0.5, so each step moves by rate · 0.5.
  assertNear(await follow(sgd(), 3, 0.1, { clip: 0.5 }), [1.95, 1.9, 1.85]);
  assert.deepEqual(await follow(sgd(), 3, 0.1, { clip: 100 }), await follow(sgd(), 3, 0.1));
});

test("clipping measures all parameters together", async () => {
  const before = classifier().parameters.map(({ initial }) => initial);
  const { x, y, batches } = rows();
  const trainer = await Trainer.create(classifier(sgd(), { clip: 0.01 }), { x, y });
  await trainer.run(batches.slice(0, BATCH), () => 1);
  const squares = trainer.parameters().flatMap((weights, index) => {
    return [...weights].map((value, place) => (value - (before[index]?.[place] ?? 0)) ** 2);
  });
  assertNear([Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) * 100], [1]);
  await trainer.release();
});

test("a constant enters the loss and stays as it is", async () => {
  const halved = await follow(sgd(), 1, 0.1, {
    constants: [{ name: "factor", shape: [], initial: Float32Array.of(0.5) }],
    loss: (tape, [w], [zero], [factor]) =>
      meanSquaredError(tape, multiply(tape, w as Value, factor as Value), zero as Value),
  });
  assertNear(halved, [2 - 0.1 * (2 * 1 * 0.5)]);
});

test("a state that was kept is gone on from, bit for bit", async () => {
  const { x, y, batches } = rows();
  const through = await Trainer.create(classifier(adam()), { x, y });
  await through.run(batches.slice(0, 5 * BATCH), () => 0.1);
  const state = new Map([...through.state()].map(([name, { data }]) => [name, data.slice()]));
  await through.run(batches.slice(5 * BATCH), () => 0.1);
  const resumed = await Trainer.create(classifier(adam()), { x, y });
  resumed.restore(5, state);
  await resumed.run(batches.slice(5 * BATCH), () => 0.1);
  assert.deepEqual(resumed.parameters(), through.parameters());
  assert.throws(() => resumed.restore(5, new Map()), /"layer0.weight" to restore has no values, not 35/);
  await through.release();
  await resumed.release();
});

/** Large enough that the runtime shares the work of each operation among its threads. */
function wide(changes: Partial<Program>): Program {
  return {
    parameters: networkParameters([96, 384, 10], "relu", createRandom(3)),
    batchSize: 256,
    optimizer: adam({ weightDecay: 0.01 }),
    data: [
      { name: "x", type: "float32", rowShape: [96] },
      { name: "y", type: "int64", rowShape: [] },
    ],
    seed: 9,
    loss: (tape, weights, [x, y]) => {
      const scores = network(tape, dropout(tape, x as Value, 0.2), weights, "relu");
      return softmaxCrossEntropy(tape, scores, y as Value);
    },
    ...changes,
  };
}

for (const [name, changes] of Object.entries({ plain: {}, "clipped and in parts": { accumulate: 2, clip: 0.1 } })) {
  test(`two threads give the bytes of one, with dropout: ${name}`, async () => {
    const random = createRandom(5);
    const x = Float32Array.from({ length: 512 * 96 }, () => random.uniform() * 2 - 1);
    const y = BigInt64Array.from({ length: 512 }, () => BigInt(random.below(10)));
    const batches = BigInt64Array.from({ length: 8 * 256 }, () => BigInt(random.below(512)));
    const [one, two] = await Promise.all(
      [1, 2].map(async (threads) => {
        const trainer = await Trainer.create(wide(changes), { x, y }, { threads });
        const losses = await trainer.run(batches, () => 0.01);
        const weights = trainer.parameters();
        await trainer.release();
        return { losses, weights };
      }),
    );
    assert.deepEqual(two, one);
  });
}

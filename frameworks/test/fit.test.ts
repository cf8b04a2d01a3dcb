import assert from "node:assert/strict";
import { test } from "node:test";
import { adam, sgd } from "../src/autodiff/optimizer.ts";
import { batchOrder } from "../src/runner/batches.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import { type DataSource, inMemory } from "../src/runner/data.ts";
import { type FitOptions, type FitProgress, fit } from "../src/runner/fit.ts";
import { plannedEpochs } from "../src/runner/plannedEpochs.ts";
import { constant, cosine, linearDecay, stepDecay } from "../src/runner/schedule.ts";
import { classifier, classifierRows } from "./support/classifier.ts";

const context = { threads: 1, device: "cpu", checkpoints: noCheckpoints } as const;

function options(changes: Partial<FitOptions> = {}): FitOptions {
  return {
    program: classifier(adam()),
    data: classifierRows(50),
    key: "fit",
    steps: 60,
    seed: 1,
    stream: 2,
    learningRate: constant(0.01),
    context,
    ...changes,
  };
}

for (const last of ["carry", "short"] as const) {
  test(`each epoch has every row once, in an order of its own (${last})`, () => {
    const order = batchOrder({ rows: 50, batchSize: 8, seed: 1, stream: 2, last });
    const rows: bigint[] = [];
    const sizes: number[] = [];
    for (let step = 0; rows.length < 100; ) {
      const batches = order.take(step, 3);
      assert.equal(batches.rows.length, batches.steps * batches.batchSize);
      rows.push(...batches.rows);
      for (let index = 0; index < batches.steps; index++) sizes.push(batches.batchSize);
      step += batches.steps;
    }
    const all = Array.from({ length: 50 }, (_, row) => BigInt(row));
    const sorted = (epoch: bigint[]) => epoch.toSorted((a, b) => Number(a - b));
    assert.deepEqual(sorted(rows.slice(0, 50)), all);
    assert.deepEqual(sorted(rows.slice(50, 100)), all);
    assert.notDeepEqual(rows.slice(0, 50), rows.slice(50, 100));
    assert.deepEqual(sizes.slice(0, 7), last === "short" ? [8, 8, 8, 8, 8, 8, 2] : new Array(7).fill(8));
  });
}

test("batches follow from the step alone, and other seeds and streams give others", () => {
  const take = (seed: number, stream: number, step: number) =>
    batchOrder({ rows: 50, batchSize: 8, seed, stream }).take(step, 4).rows;
  const through = batchOrder({ rows: 50, batchSize: 8, seed: 1, stream: 2 });
  through.take(0, 40);
  assert.deepEqual(through.take(3, 4).rows, take(1, 2, 3));
  assert.notDeepEqual(take(1, 2, 3), take(2, 2, 3));
  assert.notDeepEqual(take(1, 2, 3), take(1, 3, 3));
});

test("a fit learns, tells its progress and gives its curve", async () => {
  const seen: FitProgress[] = [];
  const { weights, steps, curves } = await fit(
    options({ steps: 120, stepsPerRun: 50, onRun: (state) => seen.push(state) }),
  );
  assert.equal(steps, 120);
  assert.deepEqual(
    seen.map(({ step, epoch }) => [step, epoch]),
    [50, 100, 120].map((step) => [step, (step * 8) / 50]),
  );
  assert.deepEqual(curves, [{ name: "training loss", x: "step", points: seen.map(({ step, loss }) => [step, loss]) }]);
  assert.ok((seen[2]?.loss ?? 1) < (seen[0]?.loss ?? 0) * 0.7, "the loss falls");
  assert.equal(weights.length, 4);
});

test("the curve of a long fit has no more points than a report may hold", async () => {
  const { curves } = await fit(options({ steps: 1_500, stepsPerRun: 1 }));
  const steps = curves[0]?.points.map(([step]) => step) ?? [];
  assert.deepEqual([steps.length, steps[0], steps.at(-1)], [1_000, 1, 1_500]);
});

test("how many steps make a run changes nothing but the curve", async () => {
  const one = await fit(options({ stepsPerRun: 1 }));
  const many = await fit(options({ stepsPerRun: 60 }));
  assert.deepEqual(one.weights, many.weights);
  assert.notDeepEqual(one.weights, (await fit(options({ seed: 2 }))).weights);
});

test("rows from elsewhere are read run by run, and give what rows in memory give", async () => {
  const blocks = classifierRows(50);
  const memory = inMemory(blocks, classifier().data);
  const read: number[] = [];
  const elsewhere: DataSource = {
    rows: memory.rows,
    read: async (rows) => {
      read.push(rows.length);
      return await memory.read(rows);
    },
  };
  const streamed = await fit(options({ data: elsewhere, stepsPerRun: 20 }));
  assert.deepEqual(read, [160, 160, 160]);
  assert.deepEqual(streamed.weights, (await fit(options({ data: blocks }))).weights);
});

test("a short last batch is a step of its own", async () => {
  const short = await fit(options({ lastBatch: "short", steps: 14 }));
  assert.equal(short.steps, 14);
  assert.notDeepEqual(short.weights, (await fit(options({ steps: 14 }))).weights);
});

test("a batch larger than the data is cut to it", async () => {
  const program = classifier(adam(), { batchSize: 500 });
  const whole = await fit(options({ program, steps: 3 }));
  const exact = await fit(options({ program: { ...program, batchSize: 50 }, steps: 3 }));
  assert.deepEqual(whole.weights, exact.weights);
});

test("the best weights by validation come back, and patience ends the fit", async () => {
  const losses = [3, 2, 1, 1.5, 2, 0.1];
  const seen: Float32Array[] = [];
  const { weights, steps, curves, validation } = await fit(
    options({
      stepsPerRun: 5,
      validateEvery: 2,
      patience: 2,
      validate: async ([first]) => {
        seen.push(first as Float32Array);
        return { loss: losses[seen.length - 1] ?? 0, metric: { name: "accuracy", value: seen.length / 10 } };
      },
    }),
  );
  assert.equal(seen.length, 5, "two validations after the best one, the sixth is not asked for");
  assert.equal(steps, 50);
  assert.deepEqual(weights[0], seen[2]);
  assert.deepEqual(validation, { loss: 1, metric: { name: "accuracy", value: 0.3 } });
  assert.deepEqual(curves[1], {
    name: "validation loss",
    x: "step",
    points: losses.slice(0, 5).map((loss, index) => [(index + 1) * 10, loss]),
  });
});

test("a loss that is no number ends the fit: with an error, or with the good weights of before", async () => {
  const wild = {
    learningRate: (step: number) => (step > 10 ? 1e30 : 0.01),
    stepsPerRun: 10,
    program: classifier(sgd()),
  };
  await assert.rejects(fit(options(wild)), { code: "TRAINING_DIVERGED" });
  const { validation, steps } = await fit(options({ ...wild, validate: async () => ({ loss: 7 }) }));
  assert.deepEqual(validation, { loss: 7 });
  assert.ok(steps < 60);
});

test("schedules follow their definitions", () => {
  assert.equal(constant(0.3)(99), 0.3);
  const wave = cosine({ peak: 1, steps: 110, warmup: 10, final: 0.2 });
  assert.deepEqual([wave(1), wave(5), wave(10)], [0.1, 0.5, 1]);
  assert.ok(Math.abs(wave(60) - 0.6) < 1e-12 && Math.abs(wave(110) - 0.2) < 1e-12 && wave(500) === wave(110));
  const line = linearDecay({ peak: 1, steps: 100 });
  assert.deepEqual([line(50), line(100)], [0.5, 0]);
  const stairs = stepDecay({ initial: 1, every: 10, factor: 0.5 });
  assert.deepEqual([1, 10, 11, 21].map(stairs), [1, 1, 0.5, 0.25]);
});

test("a job's stages are trained together, but no longer than the settings allow", () => {
  assert.equal(plannedEpochs([{ epochs: 2 }, { epochs: 3 }, {}], undefined), 5);
  assert.equal(plannedEpochs([{ epochs: 2 }, { epochs: 3 }], 4), 4);
  assert.equal(plannedEpochs([{ epochs: 2 }], 4), 2);
  assert.equal(plannedEpochs([{}], 4), 4);
  assert.equal(plannedEpochs([{}], undefined), undefined);
});

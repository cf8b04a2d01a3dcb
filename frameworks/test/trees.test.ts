import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Tape } from "../src/autodiff/tape.ts";
import { Graph } from "../src/graph/graph.ts";
import { inferModel, makeDemoDataset, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { inMemoryMatrix } from "../src/tables/featureMatrix.ts";
import { type BoostOptions, boost, type TreeSettings } from "../src/trees/boost.ts";
import { forestGraph } from "../src/trees/forestGraph.ts";
import { logisticLoss, quantityLoss, softmaxLoss, type TreeLoss } from "../src/trees/loss.ts";
import { type Forest, forestScores, meanForest } from "../src/trees/tree.ts";
import { runGraph } from "./support/run.ts";
import { temporaryFolder, trainJob, writeCsv } from "./support/spec.ts";

const WIDTH = 5;
const ROWS = 900;
const settings: TreeSettings = {
  rounds: 40,
  leaves: 8,
  depth: 4,
  shrinkage: 0.2,
  subsample: 0.8,
  columnSample: 0.8,
  minRows: 3,
  l2: 1,
};

/** Features with gaps, ties, infinities and a constant; the class depends on a product, and on whether feature 1 is missing. */
function madeUp(classes: number) {
  const random = createRandom(17);
  const features = new Float32Array(ROWS * WIDTH);
  const labels = new Int32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const [a, b] = [random.uniform() * 2 - 1, random.uniform() * 2 - 1];
    const gap = random.below(4) === 0;
    const strange = random.below(50) === 0 ? Number.POSITIVE_INFINITY : random.uniform();
    features.set([a, gap ? Number.NaN : random.uniform(), b, random.below(3), strange], row * WIDTH);
    labels[row] = gap ? classes - 1 : a * b > 0 ? 1 : 0;
  }
  return { features, labels };
}

const whole = Int32Array.from({ length: ROWS }, (_, row) => row);
const train = whole.filter((row) => row % 3 !== 0);
const validation = whole.filter((row) => row % 3 === 0);

function options(classes: number): BoostOptions & { features: Float32Array; labels: Int32Array } {
  const { features, labels } = madeUp(classes);
  const pick = (rows: Int32Array) => rows.map((row) => labels[row] ?? 0);
  const lossOf = (rows: Int32Array) => (classes === 2 ? logisticLoss(pick(rows)) : softmaxLoss(pick(rows), classes));
  const held = lossOf(validation);
  return {
    features,
    labels,
    settings,
    reader: inMemoryMatrix(features, WIDTH),
    train,
    validation,
    loss: lossOf(train),
    validationLoss: (scores) => held.mean(scores, Int32Array.from(validation.keys())),
    patience: 10,
    seed: 1,
    stream: 1,
  };
}

async function exported(forest: Forest, features: Float32Array): Promise<Float32Array> {
  const tape = new Tape(new Graph("forest"));
  const x = tape.value(tape.graph.input("x", "float32", ["N", WIDTH]), ["N", WIDTH]);
  const scores = forestGraph(tape, x, forest);
  tape.graph.output(scores.name, "float32", scores.shape);
  const feeds = { x: new Tensor("float32", features, [features.length / WIDTH, WIDTH]) };
  return (await runGraph(tape.graph, feeds))[scores.name]?.data as Float32Array;
}

for (const classes of [2, 3]) {
  test(`trees tell ${classes} classes apart that no line divides, and the graph scores as the trainer does`, async () => {
    const job = options(classes);
    const { forest, losses } = await boost(job);
    const scores = forestScores(forest, job.features);
    const outputs = forest.base.length;
    const right = validation.filter((row) => {
      const own = scores.subarray(row * outputs, (row + 1) * outputs);
      const guess = outputs === 1 ? ((own[0] ?? 0) > 0 ? 1 : 0) : own.indexOf(Math.max(...own));
      return guess === job.labels[row];
    });
    assert.ok(right.length / validation.length > 0.95, `accuracy ${right.length / validation.length}`);
    assert.ok((losses.at(-1) ?? 1) < (losses[0] ?? 0) / 3);
    const inGraph = await exported(forest, job.features);
    assert.equal(inGraph.length, scores.length);
    inGraph.forEach((value, index) => {
      const expected = scores[index] ?? 0;
      assert.ok(Math.abs(value - expected) <= 1e-5 * Math.max(1, Math.abs(expected)), `${value}, not ${expected}`);
    });
    assert.deepEqual((await boost(job)).forest, forest);
  });
}

test("a value on a threshold, a gap and an infinity go the same way in the graph", async () => {
  const { forest } = await boost(options(2));
  const values = forest.trees.flatMap(({ threshold, feature }) =>
    [...threshold].filter((_, node) => (feature[node] ?? -1) >= 0),
  );
  const strange = [...values.slice(0, 60), Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const features = Float32Array.from(strange.flatMap((value) => [value, value, value, value, value]));
  const inGraph = await exported(forest, features);
  const scores = forestScores(forest, features);
  inGraph.forEach((value, index) => {
    assert.ok(Math.abs(value - (scores[index] ?? 0)) < 1e-5);
  });
});

test("the mean of forests scores as the mean of their scores", async () => {
  const job = options(3);
  const forests = [(await boost(job)).forest, (await boost({ ...job, stream: 2 })).forest];
  const [one, other] = forests.map((forest) => forestScores(forest, job.features));
  forestScores(meanForest(forests), job.features).forEach((value, index) => {
    assert.ok(Math.abs(value - ((one?.[index] ?? 0) + (other?.[index] ?? 0)) / 2) < 1e-5);
  });
});

/** Derivatives of the summed loss by one score, by finite differences. */
function checkDerivatives(loss: TreeLoss, rows: number, factor: number): void {
  const random = createRandom(3);
  const scores = Float64Array.from({ length: rows * loss.outputs }, () => random.uniform() * 2 - 1);
  const [gradients, hessians] = [new Float64Array(rows), new Float64Array(rows)];
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const step = 1e-4;
  for (let output = 0; output < loss.outputs; output++) {
    loss.derive(scores, output, all, { gradients, hessians });
    for (let row = 0; row < rows; row++) {
      const at = (shift: number) => {
        const moved = scores.slice();
        moved[row * loss.outputs + output] = (scores[row * loss.outputs + output] ?? 0) + shift;
        return loss.mean(moved, all) * rows;
      };
      const slope = (at(step) - at(-step)) / (2 * step);
      const bend = ((at(step) + at(-step) - 2 * at(0)) / step ** 2) * factor;
      assert.ok(Math.abs(slope - (gradients[row] ?? 0)) < 1e-6, `${gradients[row]}, not ${slope}`);
      assert.ok(Math.abs(bend - (hessians[row] ?? 0)) < 1e-5, `${hessians[row]}, not ${bend}`);
    }
  }
}

test("derivatives of the losses are those of their values", () => {
  const labels = Int32Array.of(0, 1, 1, 0);
  checkDerivatives(logisticLoss(labels), 4, 1);
  checkDerivatives(softmaxLoss(Int32Array.of(0, 1, 2, 1), 3), 4, 3 / 2);
  checkDerivatives(quantityLoss(Float32Array.of(0.5, -0.5, 0.1, 0), "mse"), 4, 1);
});

test("a feature of many values is cut into bins and still followed", async () => {
  const random = createRandom(2);
  const rows = 4_000;
  const features = Float32Array.from({ length: rows }, () => random.uniform() * 1_000);
  const values = features.map((value) => Math.sin(value / 100));
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const loss = quantityLoss(values, "mse");
  const { losses } = await boost({
    settings: { ...settings, columnSample: 1, rounds: 100, leaves: 16 },
    reader: inMemoryMatrix(features, 1),
    train: all,
    validation: all,
    loss,
    validationLoss: (scores) => loss.mean(scores, all),
    patience: 100,
    seed: 1,
    stream: 1,
  });
  assert.ok((losses.at(-1) ?? 1) < 0.001, `loss ${losses.at(-1)}`);
});

test("trees train from a job, the artifact predicts what training measured, and two threads give the same bytes", async () => {
  const folder = temporaryFolder();
  const path = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
  const testPath = writeCsv(folder, "test.csv", makeDemoDataset({ seed: 9 }));
  const config = { model: "trees", members: 2, rounds: 60 };
  for (const target of ["fails", "load_kn"]) {
    const job = trainJob({ path, testPath, target, config });
    const first = await trainSpec({ ...job, outDir: join(folder, target), threads: 1 });
    const again = await trainSpec({ ...job, outDir: join(folder, `${target}-again`), threads: 2 });
    assert.equal(again.digest, first.digest);
    const { metrics } = await inferModel({
      modelPath: first.artifactPath,
      inputPath: testPath,
      outPath: join(folder, "p.csv"),
      task: first.task,
    });
    for (const [name, value] of Object.entries(first.metrics)) {
      assert.ok(Math.abs((metrics?.[name] ?? Number.NaN) - value) < 1e-4 * Math.max(1, Math.abs(value)), name);
    }
    assert.deepEqual(
      Object.keys(first.report).sort(),
      target === "fails"
        ? ["calibration", "confusion", "curves", "importance", "v"]
        : ["curves", "importance", "scatter", "v"],
    );
  }
});

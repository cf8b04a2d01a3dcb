import assert from "node:assert/strict";
import { test } from "node:test";
import { classificationMetrics, classificationTally } from "../src/metrics/classification.ts";
import { createRandom } from "../src/random.ts";
import { classificationReport } from "../src/report/classificationReport.ts";
import { permutationImportance } from "../src/report/permutationImportance.ts";
import { quantityScatter } from "../src/report/quantityScatter.ts";
import { thin } from "../src/report/thin.ts";
import { columnFeatures } from "../src/tables/columnFeatures.ts";

test("confusion counts each row once; calibration is the gap between confidence and accuracy", () => {
  const probabilities = Float32Array.of(0.875, 0.125, 0.875, 0.125, 0.25, 0.75, 0.25, 0.75);
  const { confusion, calibration } = classificationReport(probabilities, Int32Array.of(0, 1, 1, -1), ["a", "b"]);
  assert.deepEqual(confusion, {
    classes: ["a", "b"],
    counts: [
      [1, 0],
      [1, 1],
    ],
  });
  assert.deepEqual(calibration.bins, [
    { confidence: 0.75, accuracy: 0.5, count: 2 },
    { confidence: 0.875, accuracy: 0.5, count: 2 },
  ]);
  assert.equal(calibration.error, (0.25 * 2 + 0.375 * 2) / 4);
});

test("F1 of two classes is the rarer one's, of more the mean over the classes", () => {
  const sure = (labels: number[], classes: number) =>
    Float32Array.from(
      labels.flatMap((label) => Array.from({ length: classes }, (_, index) => (index === label ? 1 : 0))),
    );
  const truth = Int32Array.of(0, 0, 0, 0, 1, 1);
  assert.equal(classificationMetrics(sure([0, 0, 0, 1, 1, 1], 2), truth, 2).f1, 4 / 5);
  const three = classificationMetrics(sure([0, 0, 0, 1, 1, 2], 3), Int32Array.of(0, 0, 0, 1, 1, 1), 3);
  assert.equal(three.f1, (1 + 4 / 5 + 0) / 3);
});

test("rows measured as they come give the very numbers of all at once", () => {
  const random = createRandom(3);
  const probabilities = Float32Array.from({ length: 300 }, () => random.uniform());
  const labels = Int32Array.from({ length: 100 }, () => random.below(4) - 1);
  const tally = classificationTally(3);
  for (const [start, end] of [
    [0, 1],
    [1, 64],
    [64, 64],
    [64, 100],
  ] as const) {
    tally.add(probabilities.subarray(start * 3, end * 3), labels.subarray(start, end));
  }
  assert.deepEqual(tally.metrics(), classificationMetrics(probabilities, labels, 3));
});

test("the column that the model looks at is the important one, however wide the table", async () => {
  for (const width of [3, 400]) {
    const random = createRandom(5);
    const rows = 300;
    const features = Float32Array.from({ length: rows * width }, () => random.uniform());
    // The one that matters varies most, so that it is looked at in the wide table too.
    for (let row = 0; row < rows; row++) features[row * width + 1] = random.uniform() * 4;
    const truth = Array.from({ length: rows }, (_, row) => (features[row * width + 1] ?? 0) > 2);
    const columns = Array.from({ length: width }, (_, index) => ({ name: `c${index}`, features: [index] }));
    const measure = (values: Float32Array) => {
      const count = values.length / width;
      let right = 0;
      for (let row = 0; row < count; row++) if ((values[row * width + 1] ?? 0) > 2 === truth[row]) right++;
      return right / count;
    };
    const options = { features, width, columns, metric: "accuracy", measure, seed: 1 };
    const importance = await permutationImportance(options);
    assert.equal(importance.columns[0]?.name, "c1");
    assert.ok(Math.abs((importance.columns[0]?.value ?? 0) - 0.5) < 0.1);
    assert.ok(importance.columns.slice(1).every(({ value }) => value === 0));
    assert.equal(importance.columns.length, Math.min(width, 256));
    assert.deepEqual(await permutationImportance(options), importance);
  }
});

test("a column's features are found behind those of all numbers", () => {
  const number = { type: "number", fill: 0, low: 0, high: 1, mean: 0, deviation: 1 } as const;
  const columns = columnFeatures([
    { ...number, name: "a", indicator: true },
    { type: "category", name: "b", buckets: ["x", "y"], other: true },
    { ...number, name: "c", indicator: false },
    { type: "category", name: "d", buckets: ["x"], other: false },
  ]);
  assert.deepEqual(columns, [
    { name: "a", features: [0, 2] },
    { name: "b", features: [3, 4, 5] },
    { name: "c", features: [1] },
    { name: "d", features: [6] },
  ]);
});

test("long curves and clouds are thinned, first and last point kept", () => {
  assert.deepEqual(thin([1, 2, 3], 5), [1, 2, 3]);
  assert.deepEqual(
    thin(
      Array.from({ length: 101 }, (_, index) => index),
      5,
    ),
    [0, 25, 50, 75, 100],
  );
  assert.deepEqual(quantityScatter([2], [1], "weight"), {
    x: "true weight",
    y: "predicted weight",
    points: [[1, 2, ""]],
  });
});

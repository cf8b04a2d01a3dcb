import assert from "node:assert/strict";
import { test } from "node:test";
import { digestToCid, sha256Hex, trainingSpec } from "@blacktail/sdk";
import { bestOf } from "../src/compare/bestOf.ts";
import { differingSettings } from "../src/compare/differingSettings.ts";
import { chartsOf, curvesOf, overlaid } from "../src/report/curves.ts";

const artifact = (content: string) => {
  const digest = sha256Hex(new TextEncoder().encode(content));
  return { cid: digestToCid(digest), digest, size: content.length };
};

test("the best is the highest or the lowest, as the metric has it", () => {
  assert.deepEqual(bestOf("accuracy", [0.9, 0.95, undefined]), [1]);
  assert.deepEqual(bestOf("logLoss", [0.3, 0.1, 0.1]), [1, 2]);
  assert.deepEqual(bestOf("rmse", [2, 1]), [1]);
  assert.deepEqual(bestOf("return", [10, 500]), [1]);
  assert.deepEqual(bestOf("accuracy", [0.9, 0.9]), []);
  assert.deepEqual(bestOf("accuracy", [0.9, undefined]), []);
  assert.deepEqual(bestOf("somethingElse", [1, 2]), []);
});

test("only what runs were asked for differently is listed", () => {
  const data = artifact("x");
  const one = trainingSpec({ data, target: "y", seed: 1, config: { epochs: 5 } });
  const other = trainingSpec({ data, target: "y", seed: 2 });
  assert.deepEqual(differingSettings([one, other, undefined]), [
    { name: "epochs", values: ["5", "default", "…"] },
    { name: "Seed", values: ["1", "2", "…"] },
  ]);
  assert.deepEqual(differingSettings([one, one]), []);
  const clustering = trainingSpec({ family: "unsupervised", data: artifact("z") });
  assert.deepEqual(
    differingSettings([other, clustering]).map(({ name }) => name),
    ["Framework", "Data", "Target", "Seed"],
  );
});

test("progress becomes curves, and curves of like names share a chart", () => {
  const curves = curvesOf([
    { step: 1, loss: 3, metric: { name: "return", value: 10 } },
    { step: 2, loss: 2, validationLoss: 2.5 },
    { step: 3, validationLoss: 2, metric: { name: "return", value: 20 } },
  ]);
  assert.deepEqual(curves, [
    {
      name: "training loss",
      x: "step",
      points: [
        [1, 3],
        [2, 2],
      ],
    },
    {
      name: "return",
      x: "step",
      points: [
        [1, 10],
        [3, 20],
      ],
    },
    {
      name: "validation loss",
      x: "step",
      points: [
        [2, 2.5],
        [3, 2],
      ],
    },
  ]);
  const charts = chartsOf(curves);
  assert.deepEqual(
    charts.map(({ title, lines }) => [title, lines.map(({ label }) => label)]),
    [
      ["loss", ["training loss", "validation loss"]],
      ["return", ["return"]],
    ],
  );
});

test("curves of several runs lie over each other by name", () => {
  const curve = (name: string) => ({
    name,
    x: "step",
    points: [
      [1, 1],
      [2, 2],
    ] as [number, number][],
  });
  const charts = overlaid([
    { label: "Job 1", curves: [curve("training loss"), curve("validation loss")] },
    { label: "Job 2", curves: [curve("Training loss")] },
  ]);
  assert.deepEqual(
    charts.map(({ title, lines }) => [title, lines.map(({ label }) => label)]),
    [
      ["training loss", ["Job 1", "Job 2"]],
      ["validation loss", ["Job 1"]],
    ],
  );
});

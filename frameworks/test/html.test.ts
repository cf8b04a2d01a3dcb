import assert from "node:assert/strict";
import { test } from "node:test";
import type { TrainingReport } from "@blacktail/sdk";
import { reportHtml } from "../src/index.ts";

const digest = `0x${"ab".repeat(32)}`;
const hostile = `"><script>alert('1')</script>\u202e&`;

type Manifest = Parameters<typeof reportHtml>[0]["manifest"];

const manifest = (name: string): Manifest => ({
  task: {
    kind: "classification",
    target: name,
    classes: [name, "b"],
    columns: [{ name, type: "number" }],
  },
  framework: { family: "supervised", name: "tabular", version: "1.0.0", config: { [name]: name } },
  metrics: { [name]: 0.5, accuracy: 0.96666 },
  data: [{ role: name, digest }],
  artifact: { digest, size: 2_048 },
  seed: 7,
  profile: name,
  split: { train: 70, validation: 15, test: 15 },
  parents: [digest],
  warnings: [name],
});

const report = (name: string): TrainingReport => ({
  v: 1,
  curves: [
    {
      name: `training ${name}`,
      x: name,
      points: [
        [1, 0.9],
        [2, 0.3],
      ],
    },
    {
      name: "validation loss",
      x: "step",
      points: [
        [1, 1e-6],
        [2, 1],
      ],
    },
    { name: "one loss", x: "step", points: [[1, 0.5]] },
    {
      name: "flat",
      x: "step",
      points: [
        [1, 2],
        [2, 2],
      ],
    },
    { name: "empty", x: "step", points: [] },
  ],
  confusion: {
    classes: [name, "b"],
    counts: [
      [8, 1],
      [2, 4],
    ],
  },
  calibration: { error: 0.03, bins: [{ confidence: 0.8, accuracy: 0.9, count: 12 }] },
  importance: {
    metric: name,
    columns: [
      { name, value: 0.2 },
      { name: "negative", value: -0.1 },
    ],
  },
  scatter: {
    x: name,
    y: `predicted ${name}`,
    points: [
      [1, 1.1, name],
      [2, 1.8, "b"],
    ],
  },
  samples: [{ prompt: name, text: name }],
});

test("a report shows what training measured, in drawings of its own", () => {
  const html = reportHtml({ manifest: manifest("kind"), report: report("loss") });
  assert.match(html, /<title>Predicts “kind” · Blacktail<\/title>/);
  assert.match(html, /<dt>accuracy<\/dt><dd>0\.9667<\/dd>/);
  for (const label of ["Confusion matrix", "Reliability diagram", "Importance for loss", "predicted loss against loss"])
    assert.ok(html.includes(`aria-label="${label}"`), label);
  assert.match(html, /loss \(logarithmic\)/);
  assert.match(html, /70 to learn from, 15 to choose by, 15 to measure on/);
  assert.match(html, /2\.0 KiB/);
  assert.doesNotMatch(html, /NaN|Infinity|undefined|null/);
});

test("whatever a name holds is text, and the page asks no server for anything", () => {
  const html = reportHtml({
    manifest: manifest(hostile),
    report: report(hostile),
    runtime: { name: hostile, version: hostile, executionProvider: hostile, threads: 1, hardware: hostile },
  });
  assert.ok(html.includes("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp;"));
  assert.doesNotMatch(html, /<script|\u202e|https?:|src=|href=|url\(/i);
  const tags = (text: string) => (text.match(/<[a-z][^>]*>/g) ?? []).length;
  assert.equal(tags(html), tags(reportHtml({ manifest: manifest("x"), report: report("x"), runtime: plain })));
});

const plain = { name: "x", version: "x", executionProvider: "x", threads: 1, hardware: "x" };

test("a report of nothing but metrics, and one of 200 classes, are pages too", () => {
  const bare = reportHtml({ manifest: manifest("kind"), report: { v: 1, curves: [] } });
  assert.doesNotMatch(bare, /<svg/);
  const classes = Array.from({ length: 200 }, (_, index) => `class ${index}`);
  const counts = classes.map((_, row) => classes.map((__, column) => (row === column ? 3 : 0)));
  const wide = reportHtml({ manifest: manifest("kind"), report: { v: 1, curves: [], confusion: { classes, counts } } });
  assert.equal((wide.match(/<rect/g) ?? []).length, 40_000);
  assert.doesNotMatch(wide, /NaN|height="-|width="-/);
});

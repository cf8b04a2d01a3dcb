import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { digestToCid, JobSpec } from "@blacktail/sdk";
import { trainBagging } from "../src/ensemble/bagging.ts";
import { createMeter } from "../src/ensemble/measure.ts";
import { trainStacking } from "../src/ensemble/stacking.ts";
import { voting } from "../src/ensemble/voting.ts";
import type { TrainContext, TrainOutcome } from "../src/family.ts";
import { makeDemoDataset } from "../src/index.ts";
import { classificationMetrics } from "../src/metrics/classification.ts";
import { regressionMetrics } from "../src/metrics/regression.ts";
import { createRandom } from "../src/random.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import { tabular } from "../src/supervised/tabular.ts";
import { temporaryFolder, trainJob, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const path = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
const testPath = writeCsv(folder, "test.csv", makeDemoDataset({ seed: 9 }));
const memory = { cells: 1e9, values: 500 };
const quick = { epochs: 3, rounds: 5, hidden: [4] };

function contextOf(job: ReturnType<typeof trainJob>): TrainContext {
  const scratch = mkdtempSync(join(folder, "scratch-"));
  return { ...job, threads: 1, device: "cpu", checkpoints: noCheckpoints, scratch, onProgress: () => undefined };
}

for (const [name, target, train, config] of [
  ["bagging", "fails", trainBagging, { ...quick, members: 2 }],
  ["bagging", "load_kn", trainBagging, { ...quick, members: 2, model: "trees" }],
  ["stacking", "fails", trainStacking, { ...quick, folds: 3 }],
  ["stacking", "load_kn", trainStacking, { ...quick, folds: 3 }],
] as const) {
  test(`${name} of "${target}" learns the same from rows on disk as from rows in memory`, async () => {
    const job = () => contextOf(trainJob({ path, testPath, target, framework: `ensemble/${name}`, config }));
    const [held, context] = [await train(job()), job()];
    assert.deepEqual(await train(context, memory), held);
    assert.deepEqual(
      new Set(readdirSync(context.scratch).map((file) => file.split(".")[0])),
      new Set(["train", "test"]),
    );
  });
}

test("a file larger than memory is known by a sample of its rows, and its ensemble trained from disk", async () => {
  const [header, ...lines] = makeDemoDataset({ seed: 1 }).trim().split("\n");
  const many = Array.from({ length: 4 }, () => lines).flat();
  const large = writeCsv(folder, "large.csv", `${header}\n${many.join("\n")}\n`);
  const job = () =>
    contextOf(
      trainJob({
        path: large,
        testPath,
        target: "fails",
        framework: "ensemble/bagging",
        config: { ...quick, epochs: 8 },
      }),
    );
  const once = await trainBagging(job(), { cells: 6_000, values: 500 });
  assert.match(once.warnings.join(), /learned from 240 of its 2400 rows/);
  assert.ok((once.metrics.accuracy ?? 0) > 0.9, `accuracy ${once.metrics.accuracy}`);
  assert.deepEqual(await trainBagging(job(), { cells: 6_000, values: 500 }), once);
});

test("of very many rows the combiner learns from evenly spaced ones, and a warning says so", async () => {
  const config = { ...quick, folds: 3, models: ["linear", "trees"] };
  const job = contextOf(trainJob({ path, testPath, target: "fails", framework: "ensemble/stacking", config }));
  const { metrics, warnings } = await trainStacking(job, undefined, 400);
  assert.match(warnings.join(), /How far to trust each member was learned from 102 of 600 rows, evenly spaced/);
  assert.ok((metrics.accuracy ?? 0) > 0.85, `accuracy ${metrics.accuracy}`);
});

test("what members and their ensemble say is measured part by part as if at once", () => {
  const random = createRandom(3);
  const labels = Int32Array.from({ length: 50 }, () => random.below(4) - 1);
  const probabilities = () => Float64Array.from({ length: 150 }, () => random.uniform());
  const [one, other, joint] = [probabilities(), probabilities(), probabilities()];
  const classes = ["a", "b", "c"];
  const meter = createMeter(2, { classes, values: labels }, "kind");
  for (const [start, end] of [
    [0, 17],
    [17, 50],
  ] as const) {
    const part = (answer: Float64Array) => answer.subarray(start * 3, end * 3);
    meter.add([part(one), part(other)], part(joint));
  }
  const measured = meter.finish();
  const accuracies = [one, other].map((answer) => classificationMetrics(answer, labels, 3).accuracy);
  assert.deepEqual(measured.members, accuracies);
  assert.deepEqual(measured.metrics, {
    ...classificationMetrics(joint, labels, 3),
    bestMember: Math.max(...accuracies),
  });
  const values = Float64Array.from({ length: 150 }, (_, row) => row);
  const quantities = createMeter(2, { classes: undefined, values }, "size");
  quantities.add([one.subarray(0, 60), other.subarray(0, 60)], joint.subarray(0, 60));
  quantities.add([one.subarray(60), other.subarray(60)], joint.subarray(60));
  const found = quantities.finish();
  const r2 = [one, other].map((answer) => regressionMetrics(answer, values).r2);
  assert.deepEqual(found.members, r2);
  assert.deepEqual(found.metrics, { ...regressionMetrics(joint, values), bestMember: Math.max(...r2) });
});

/** Trains a parent in this process. */
async function parent(config: Record<string, unknown>, name: string): Promise<string> {
  const { model } = await tabular.train(
    contextOf(trainJob({ path, target: "fails", config: { ...quick, ...config, members: 1 } })),
  );
  const file = join(folder, `${name}.onnx`);
  writeFileSync(file, model);
  return file;
}

test("a vote over a file of many parts is that over all its rows, wherever the parts end", async () => {
  const parents = [await parent({ model: "linear" }, "linear"), await parent({ model: "trees" }, "trees")];
  const [header, ...lines] = makeDemoDataset({ seed: 1 }).trim().split("\n");
  // 4,096 rows are read at a time; rows without a target do not count.
  const many = Array.from({ length: 15 }, () => lines).flat();
  const gaps = many.flatMap((line, row) => (row % 1_000 === 5 ? [line.replace(/(yes|no)$/, ""), line] : [line]));
  const outcomes: TrainOutcome[] = [];
  for (const rows of [many, gaps]) {
    const file = writeCsv(folder, `vote${rows.length}.csv`, `${header}\n${rows.join("\n")}\n`);
    const config = { weights: "validation" };
    const { spec, inputs } = trainJob({ path: file, target: "fails", framework: "ensemble/voting", config });
    const given = parents.map((one) => {
      const bytes = readFileSync(one);
      const digest = `0x${createHash("sha256").update(bytes).digest("hex")}` as const;
      inputs.set(digest, one);
      return { role: "parent", format: "onnx", digest, cid: digestToCid(digest), size: bytes.length };
    });
    outcomes.push(
      await voting.train(contextOf({ spec: JobSpec.parse({ ...spec, data: [...spec.data, ...given] }), inputs })),
    );
  }
  const [whole, gappy] = outcomes;
  assert.deepEqual(gappy?.warnings[0], '9 rows have no value in "fails" and are left out.');
  assert.deepEqual({ ...gappy, warnings: [] }, { ...whole, warnings: [] });
  assert.equal(whole?.split.test, 1_350);
  assert.ok((whole?.metrics.accuracy ?? 0) > 0.9);
});

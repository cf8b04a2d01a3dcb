import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inferModel, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { certainties } from "../src/semi/certainty.ts";
import { mixedLesson, noisyLesson } from "../src/semi/disturb.ts";
import { drawLabels } from "../src/semi/drawLabels.ts";
import { spreadLabels, tieNeighbours } from "../src/semi/labelSpreading.ts";
import { joinLessons, type Lesson, repeatLesson } from "../src/semi/lesson.ts";
import { nearestNeighbours } from "../src/semi/neighbours.ts";
import { foldsOf } from "../src/semi/tune.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const DATA = fileURLToPath(new URL("../../../shared/datasets/", import.meta.url));
const skip = existsSync(DATA) ? false : "the data sets are not on this machine";
const SMALL = { hidden: [16], rounds: 1 };
let runs = 0;

/** Two half circles that reach into each other, so that a few labels do not show where one ends. */
function moons(rows: number, seed: number, label: (row: number) => boolean): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, (_, row) => {
    const upper = row % 2 === 0;
    const angle = Math.PI * random.uniform();
    const x = (upper ? Math.cos(angle) : 1 - Math.cos(angle)) + 0.1 * random.uniform();
    const y = (upper ? Math.sin(angle) : 0.5 - Math.sin(angle)) + 0.1 * random.uniform();
    return `${x.toFixed(4)},${y.toFixed(4)},${row % 7 === 0 ? "a" : "b"},${label(row) ? (upper ? "up" : "down") : ""}`;
  });
  return `x,y,noise,moon\n${lines.join("\n")}\n`;
}
const full = writeCsv(
  folder,
  "full.csv",
  moons(400, 1, () => true),
);
const sparse = writeCsv(
  folder,
  "sparse.csv",
  moons(400, 1, (row) => row % 12 < 2),
);
const testPath = writeCsv(
  folder,
  "test.csv",
  moons(200, 2, () => true),
);

async function run(name: string, options: Partial<Parameters<typeof trainJob>[0]> & { threads?: number } = {}) {
  const { threads, ...job } = options;
  const outDir = join(folder, `run${runs++}`);
  const base = { path: sparse, testPath, target: "moon", framework: `semi-supervised/${name}` };
  return {
    ...(await trainSpec({ ...trainJob({ ...base, ...job }), outDir, ...(threads === undefined ? {} : { threads }) })),
    outDir,
  };
}

for (const name of ["pseudo-label", "consistency"]) {
  test(`${name} learns from rows without a label, and the artifact repeats what was measured`, async () => {
    const { metrics, task, split, report, artifactPath, outDir } = await run(name, { config: { hidden: [32] } });
    assert.ok((metrics.accuracy ?? 0) > 0.9, `accuracy ${metrics.accuracy}`);
    const gain = 100 * ((metrics.accuracy ?? 0) - (metrics.supervisedAccuracy ?? 0));
    assert.ok(Math.abs(gain - (metrics.gainPoints ?? 0)) < 1e-9 && gain > -2, `${gain} points`);
    assert.ok(metrics.f1 !== undefined && metrics.logLoss !== undefined);
    assert.deepEqual(task.classes, ["down", "up"]);
    assert.deepEqual(split, { train: 400, validation: 0, test: 200 });
    assert.ok(report.confusion && report.calibration && report.importance?.columns.length === 3);
    const outPath = join(outDir, "out.csv");
    const inferred = await inferModel({ modelPath: artifactPath, inputPath: testPath, outPath, task });
    assert.equal(inferred.metrics?.accuracy, metrics.accuracy);
  });

  test(`${name} gives the same bytes again, with one thread and with two`, async () => {
    const config = { ...SMALL, labels: 20 };
    const once = await run(name, { path: full, config, threads: 1 });
    const twice = await run(name, { path: full, config, threads: 2 });
    assert.equal(twice.digest, once.digest);
    assert.deepEqual(twice.metrics, once.metrics);
  });
}

test('"labels" keeps so many labels, and "teacher" says who makes the first pseudo-labels', async () => {
  const config = { ...SMALL, labels: 12 };
  const honest = await run("pseudo-label", { path: full, config });
  assert.match(JSON.stringify(honest.manifest.details), /"labelled":12,"unlabelled":388/);
  assert.match(JSON.stringify(honest.manifest.details), /"weightDecay":\{"supervised":(0\.1|1),"all":0\.1\}/);
  const chosen = await run("pseudo-label", { config: { ...SMALL, teacher: "network" } });
  assert.match(JSON.stringify(chosen.manifest.details), /"teacher":"network"/);
});

test("a table without gaps keeps some labels and says so", async () => {
  const { warnings, manifest } = await run("pseudo-label", { path: full, config: SMALL });
  assert.match(warnings.join(), /labels of all but 40 training rows are hidden/);
  assert.match(JSON.stringify(manifest.details), /"labelled":40/);
});

test("settings and tables that leave nothing to learn are answered by a sentence", async () => {
  const config = (labels: number) => ({ ...SMALL, labels });
  await assert.rejects(
    run("pseudo-label", { path: full, config: config(400) }),
    withCode("DATA_NO_ROWS", /none to learn from without one/),
  );
  const kinds = writeCsv(
    folder,
    "kinds.csv",
    `x,k\n${Array.from({ length: 60 }, (_, row) => `${row * 1.5},k${row % 6}`).join("\n")}\n`,
  );
  const job = { path: kinds, target: "k", framework: "semi-supervised/consistency" };
  await assert.rejects(
    trainSpec({ ...trainJob({ ...job, config: { labels: 4 } }), outDir: folder }),
    withCode("CONFIG_INVALID", /"labels" is 4; the target "k" has 6 classes/),
  );
  const heights = writeCsv(
    folder,
    "heights.csv",
    `x,h\n${Array.from({ length: 60 }, (_, row) => `${row % 9},${row * 1.37}`).join("\n")}\n`,
  );
  await assert.rejects(
    trainSpec({
      ...trainJob({ path: heights, target: "h", framework: "semi-supervised/pseudo-label" }),
      outDir: folder,
    }),
    withCode("TARGET_TOO_MANY_CLASSES"),
  );
});

test("labels spread along a chain of rows, and stop at a gap", () => {
  const values = Float32Array.from([0, 1, 2, 3, 4, 20, 21, 22, 23, 24]);
  const neighbours = nearestNeighbours({ values, rows: 10, width: 1 }, 2);
  assert.deepEqual([...neighbours.rows.subarray(0, 2)], [1, 2]);
  assert.deepEqual([...neighbours.distances.subarray(2, 4)], [1, 1]);
  const ties = tieNeighbours(neighbours, 10);
  for (const [row, own] of ties.entries()) {
    for (const [other, strength] of own) {
      assert.equal(ties[other]?.find(([back]) => back === row)?.[1], strength, "ties are mutual");
    }
  }
  const labels = Int32Array.of(0, -1, -1, -1, -1, -1, -1, -1, -1, 1);
  const spread = spreadLabels(ties, labels, 2, 0.9);
  for (let row = 0; row < 10; row++) {
    const [first = 0, second = 0] = spread.subarray(row * 2, row * 2 + 2);
    assert.ok(Math.abs(first + second - 1) < 1e-12);
    assert.equal(first > second, row < 5, `row ${row}: ${first} ${second}`);
  }
  const alone = spreadLabels(ties, new Int32Array(10).fill(-1), 2, 0.9);
  assert.ok(alone.every((value) => value === 0.5));
});

test("rows that are all the same are neighbours without trouble", () => {
  const points = { values: new Float32Array(12), rows: 6, width: 2 };
  const ties = tieNeighbours(nearestNeighbours(points, 10), 6);
  const spread = spreadLabels(ties, Int32Array.of(1, -1, -1, -1, -1, -1), 2, 0.9);
  assert.ok(spread.every(Number.isFinite));
  assert.ok((spread[11] ?? 0) > 0.9);
});

test("labels are drawn by class in proportion, at least one of each", () => {
  const labels = Int32Array.from({ length: 100 }, (_, row) => (row < 80 ? 0 : row < 98 ? 1 : 2));
  const rows = Int32Array.from(labels.keys());
  const drawn = drawLabels(rows, labels, 3, 10, createRandom(1));
  const counts = [0, 1, 2].map((label) => drawn.filter((row) => labels[row] === label).length);
  assert.deepEqual(counts, [8, 1, 1]);
  assert.deepEqual(drawn, drawLabels(rows, labels, 3, 10, createRandom(1)));
  assert.deepEqual(drawLabels(rows, labels, 3, 500, createRandom(1)), rows);
  const folds = foldsOf(labels, 1);
  for (let fold = 0; fold < 5; fold++) assert.equal(folds.filter((own, row) => own === fold && row < 80).length, 16);
});

test("certainty runs from a guess to 1", () => {
  assert.deepEqual([...certainties(Float64Array.of(0.25, 0.25, 0.25, 0.25, 1, 0, 0, 0), 4)], [0, 1]);
});

/** Rows 0, 8, 16 … of one feature; only the first counts. */
const ladder = (rows: number): Lesson => ({
  rows,
  read: (places) => ({
    features: Float32Array.from(places, (place) => place * 8),
    targets: Float32Array.from([...places].flatMap((place) => [1 - place / (rows - 1), place / (rows - 1)])),
    weights: Float32Array.from(places, (place) => (place === 0 ? 1 : 0)),
  }),
});

test("mixed rows lie between two, and are the same whenever they are read", async () => {
  const mixed = mixedLesson(ladder(2), createRandom(2));
  const { features, targets, weights } = await mixed.read(Int32Array.of(0, 1));
  for (let row = 0; row < 2; row++) {
    const share = (features[row] ?? 0) / 8;
    assert.ok(Math.abs((targets[row * 2 + 1] ?? 0) - share) < 1e-6 && Math.abs(share - row) <= 0.5);
    assert.equal(weights[row], row === 0 && share === 0 ? 1 : 0);
  }
  const again = await mixed.read(Int32Array.of(1, 1, 0));
  assert.deepEqual([...again.features], [features[1], features[1], features[0]]);
});

test("noise follows from a row's place, has the deviation asked for, and leaves targets alone", async () => {
  const noisy = noisyLesson(ladder(4_000), 0.5, 7);
  const order = createRandom(3).shuffle(Int32Array.from({ length: 4_000 }, (_, row) => row));
  const { features, targets } = await noisy.read(order);
  assert.deepEqual((await noisy.read(order.subarray(10, 12))).features, features.slice(10, 12));
  assert.deepEqual(targets, (await ladder(4_000).read(order)).targets);
  const noise = Array.from(features, (value, index) => value - (order[index] ?? 0) * 8);
  const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / noise.length);
  assert.ok(Math.abs(deviation - 0.5) < 0.02, `deviation ${deviation}`);
});

test("lessons that are joined and repeated give each row from where it comes", async () => {
  const joined = joinLessons(repeatLesson(ladder(2), 2), ladder(3));
  assert.equal(joined.rows, 7);
  const { features, targets, weights } = await joined.read(Int32Array.of(6, 3, 4, 0, 1));
  assert.deepEqual([...features], [16, 8, 0, 0, 8]);
  assert.deepEqual([...targets], [0, 1, 0, 1, 1, 0, 1, 0, 0, 1]);
  assert.deepEqual([...weights], [0, 0, 1, 1, 0]);
});

test("digits: 100 labels and the other rows beat the 100 labels alone by three points", { skip }, async () => {
  const { metrics } = await run("pseudo-label", {
    path: join(DATA, "optdigits.tra"),
    testPath: join(DATA, "optdigits.tes"),
    target: "Class",
    config: { labels: 100, rounds: 1, hidden: [64] },
  });
  assert.ok((metrics.gainPoints ?? 0) >= 3, `${metrics.gainPoints} points`);
});

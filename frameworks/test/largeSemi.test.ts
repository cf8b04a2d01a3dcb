import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TrainContext, TrainOutcome } from "../src/family.ts";
import { createRandom } from "../src/random.ts";
import { classMeter } from "../src/report/classMeter.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import { trainConsistency } from "../src/semi/consistencyFramework.ts";
import { teachByGraph } from "../src/semi/graphTeacher.ts";
import { trainPseudoLabel } from "../src/semi/pseudoLabelFramework.ts";
import { MEMORY, type Memory } from "../src/semi/start.ts";
import { countSure, createTold, toldInMemory } from "../src/semi/told.ts";
import { inMemoryMatrix } from "../src/tables/featureMatrix.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();

/** Three clouds of points, and a column of a few words; every tenth row has a label. */
function clouds(rows: number, seed: number, labelled: (row: number) => boolean): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, (_, row) => {
    const kind = row % 3;
    const x = (kind === 1 ? 2 : 0) + random.uniform() + random.uniform();
    const y = (kind === 2 ? 2 : 0) + random.uniform() + random.uniform();
    return `${x.toFixed(4)},${y.toFixed(4)},${["p", "q"][random.below(2)]},${labelled(row) ? "abc"[kind] : ""}`;
  });
  return `x,y,word,kind\n${lines.join("\n")}\n`;
}
const path = writeCsv(
  folder,
  "clouds.csv",
  clouds(900, 1, (row) => row % 10 < 1),
);
const testPath = writeCsv(
  folder,
  "test.csv",
  clouds(300, 2, () => true),
);

type Train = (context: TrainContext, memory?: Memory) => Promise<TrainOutcome>;

async function run(train: Train, name: string, config: Record<string, unknown>, memory?: Memory, data = path) {
  const scratch = mkdtempSync(join(folder, "scratch-"));
  const settings = { hidden: [16], rounds: 2, ...config };
  const job = trainJob({
    path: data,
    testPath,
    target: "kind",
    framework: `semi-supervised/${name}`,
    config: settings,
  });
  const context = { ...job, threads: 1, device: "cpu", checkpoints: noCheckpoints, scratch } as const;
  const outcome = await train({ ...context, onProgress: () => undefined }, memory);
  return { ...outcome, files: readdirSync(scratch).map((file) => file.split(".")[0]) };
}

const onDisk = { cells: 1e9, values: 500 };

for (const [name, train, config] of [
  ["pseudo-label", trainPseudoLabel, {}],
  ["pseudo-label", trainPseudoLabel, { teacher: "network" }],
  ["consistency", trainConsistency, {}],
  ["consistency", trainConsistency, { disturbance: "noise" }],
] as const) {
  test(`${name} ${JSON.stringify(config)} learns the same from rows on disk as from rows in memory`, async () => {
    const held = await run(train, name, config);
    assert.deepEqual(held.files, []);
    const { files, ...outcome } = await run(train, name, config, { ...MEMORY, table: onDisk, told: 100 });
    assert.deepEqual(new Set(files), new Set(["train", "test", "told"]));
    assert.deepEqual({ ...outcome, files: [] }, held);
  });
}

test("very many labels are read as steps need them, and settings chosen by a sample of them", async () => {
  const labelled = writeCsv(
    folder,
    "labelled.csv",
    clouds(900, 1, () => true),
  );
  const config = { rounds: 1, labels: 110 };
  const outcomes = [];
  for (const table of [undefined, onDisk]) {
    const memory = { ...MEMORY, labelled: 100, ...(table && { table }) };
    const { files, ...outcome } = await run(trainPseudoLabel, "pseudo-label", config, memory, labelled);
    outcomes.push(outcome);
  }
  const [inMemory, fromDisk] = outcomes;
  assert.deepEqual(fromDisk, inMemory);
  assert.match(inMemory?.warnings.join() ?? "", /chosen by 100 of the 110 labels, drawn at random/);
  assert.ok((inMemory?.metrics.supervisedAccuracy ?? 0) > 0.9);
});

test("a file larger than memory is known by a sample of its rows, and trained from disk twice with the same result", async () => {
  const memory = { labelled: 100, told: 100, table: { cells: 1_200, values: 500 } };
  const once = await run(trainConsistency, "consistency", {}, memory);
  assert.match(once.warnings.join(), /learned from 60 of its 900 rows/);
  assert.deepEqual([once.split.train, once.split.test], [900, 300]);
  assert.ok((once.metrics.accuracy ?? 0) > 0.9, `accuracy ${once.metrics.accuracy}`);
  assert.deepEqual(await run(trainConsistency, "consistency", {}, memory), once);
});

test("what is said of rows is the same in memory and on disk, in any order, over the border of two files", async () => {
  // A file holds 8,388,608 values.
  const [rows, classes] = [43_000, 200];
  const held = toldInMemory(new Float64Array(rows * classes), classes);
  const told = await createTold(rows, classes, { told: 1_000, folder });
  const random = createRandom(4);
  for (let start = 0; start < rows; start += 20_000) {
    const values = Float64Array.from({ length: Math.min(20_000, rows - start) * classes }, () => random.uniform());
    held.write(start, values);
    told.write(start, values);
  }
  assert.deepEqual(readdirSync(folder).filter((name) => name.startsWith("told.")).length, 2);
  told.write(
    41_940,
    Float64Array.from({ length: 10 * classes }, () => 1),
  );
  held.write(
    41_940,
    Float64Array.from({ length: 10 * classes }, () => 1),
  );
  const places = Int32Array.of(41_942, 41_943, 41_944, 7, 7, 42_999, 0);
  assert.deepEqual(told.read(places), held.read(places));
  assert.equal(countSure(told, 0.999), countSure(held, 0.999));
  await assert.rejects(
    createTold(1e12, 10, { told: 1_000, folder }),
    withCode("DATA_TOO_LARGE", /1000000000000 rows without a label take \d+ MiB on disk; \d+ MiB are free/),
  );
});

test("a graph of very many rows holds some of them, labelled or not", async () => {
  const random = createRandom(5);
  const rows = 1_500;
  const matrix = inMemoryMatrix(
    Float32Array.from({ length: rows }, (_, row) => (row % 2) * 9 + random.uniform()),
    1,
  );
  const positions = Int32Array.from({ length: rows }, (_, row) => row);
  for (const [known, places] of [
    [40, 160],
    [140, 100],
    [1_450, 50],
  ] as const) {
    const labelled = positions.subarray(0, known);
    const unlabelled = positions.subarray(known);
    const labels = labelled.map((row) => row % 2);
    const options = { classes: 2, neighbours: 10, seed: 1 };
    const graph = await teachByGraph({ matrix, labelled, labels, unlabelled }, options, 200);
    assert.equal(graph.places.length, places);
    assert.ok(graph.accuracy > 0.9, `accuracy ${graph.accuracy}`);
    const said = graph.told.read(Int32Array.from(graph.places.keys()));
    const right = graph.places.filter((place, index) => (said[index * 2 + ((known + place) % 2)] ?? 0) > 0.5);
    assert.ok(right.length > 0.9 * places, `${right.length} of ${places}`);
  }
});

test("metrics and report are of all rows, however they come", () => {
  const meter = classMeter(["a", "b"]);
  for (let row = 0; row < 10; row += 2) {
    meter.add(Float64Array.of(0.9, 0.1, 0.2, 0.8), Int32Array.of(0, row === 4 ? 0 : 1));
  }
  assert.equal(meter.metrics().accuracy, 0.9);
  assert.deepEqual(meter.report().confusion?.counts, [
    [5, 1],
    [0, 4],
  ]);
});

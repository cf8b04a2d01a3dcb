import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { TabularConfig } from "@blacktail/sdk/families";
import type { TrainContext } from "../src/family.ts";
import { makeDemoDataset } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import { describe } from "../src/supervised/describe.ts";
import { createProblem } from "../src/supervised/problem.ts";
import { fitBest } from "../src/supervised/select.ts";
import { type LoadedTable, loadTable } from "../src/tables/loadTable.ts";
import { createRowStore } from "../src/tables/rowStore.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const [header = "", ...lines] = makeDemoDataset({ seed: 1 }).trim().split("\n");
/** 4,800 rows, numbered; some have no target. */
const rows = Array.from({ length: 8 }, () => lines)
  .flat()
  .map((line, row) => `${row},${row % 100 === 7 ? line.replace(/(yes|no)$/, "") : line}`);
const path = writeCsv(folder, "large.csv", `n,${header}\n${rows.join("\n")}\n`);
const testPath = writeCsv(
  folder,
  "test.csv",
  makeDemoDataset({ seed: 9 }).replace(/^/gm, "0,").replace("0,", "n,").replace(/0,$/, ""),
);
const CELLS = 15_000;

function contextOf(job: ReturnType<typeof trainJob>): TrainContext {
  const scratch = mkdtempSync(join(folder, "scratch-"));
  return { ...job, threads: 1, device: "cpu", checkpoints: noCheckpoints, scratch, onProgress: () => undefined };
}

const load = (job: ReturnType<typeof trainJob>, memory?: { cells: number; values: number }) => {
  const context = contextOf(job);
  return loadTable(context, { target: "required", ...(memory ? { memory } : {}) }).then((table) => ({
    table,
    context,
  }));
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);

const all = (table: LoadedTable) => Int32Array.from({ length: table.rows }, (_, row) => row);

test("features read from disk are those held in memory, in either form and any order", async () => {
  const job = trainJob({ path, testPath, target: "fails" });
  const held = await load(job);
  const onDisk = await load(job, { cells: 1e9, values: 1_000 });
  assert.ok(readdirSync(onDisk.context.scratch).length >= 2);
  assert.deepEqual(onDisk.table.encoders, held.table.encoders);
  assert.deepEqual(onDisk.table.split, held.table.split);
  const order = createRandom(1).shuffle(all(held.table));
  for (const form of ["scaled", "raw"] as const) {
    const [one, other] = [await held.table.matrix(form), await onDisk.table.matrix(form)];
    assert.equal(other.whole, undefined);
    assert.deepEqual(await other.read(order), await one.read(order));
  }
});

test("a table larger than memory is known by a sample and trained from disk, twice with the same result", async () => {
  const job = trainJob({ path, testPath, target: "fails" });
  const results = [];
  for (const _ of [1, 2]) {
    const { table, context } = await load(job, { cells: CELLS, values: 1_000 });
    assert.deepEqual(table.warnings, [
      `The file is large: what its columns hold was learned from ${CELLS / 6 / 5} of its 4800 rows.`,
      'Column "n" is left out: it counts the rows.',
      '48 rows have no value in "fails" and are left out.',
    ]);
    const { train, validation, test: held } = table.split;
    assert.deepEqual([table.rows, train.length + validation.length, held.length], [5_400, 4_752, 600]);
    const { target = assert.fail() } = table;
    const config = TabularConfig.parse({ epochs: 5, rounds: 20 });
    const problem = createProblem(target, train, "mse");
    const sampleValues = 1_000 * table.width;
    const selected = await fitBest({ table, problem, config, context, onProgress: () => undefined, sampleValues });
    assert.deepEqual(Object.keys(selected.tried).sort(), ["linear", "mlp", "trees"]);
    assert.deepEqual(selected.notes, [
      "The table is large: the kinds of model were compared on 1000 of its 4039 rows to learn from, chosen at random.",
    ]);
    const { metrics, report } = await describe(selected, { table, target, problem, seed: 1 });
    assert.ok((metrics.accuracy ?? 0) > 0.95, `accuracy ${metrics.accuracy}`);
    results.push({ metrics, report, encoders: table.encoders });
  }
  assert.deepEqual(results[0], results[1]);
});

test("a quantity of more different values than classes can have is read from a large file", async () => {
  const random = createRandom(2);
  const values = Array.from({ length: 12_000 }, (_, row) =>
    row % 50 === 0 ? "" : (random.uniform() * 1_000).toFixed(6),
  );
  const quantities = writeCsv(
    folder,
    "quantities.csv",
    `x,y\n${values.map((y) => `${random.below(9)},${y}`).join("\n")}\n`,
  );
  const memory = { cells: 2_000, values: 1_000 };
  const { table } = await load(trainJob({ path: quantities, target: "y" }), memory);
  assert.equal(table.target?.kind, "regression");
  const [first, second] = table.target?.kind === "regression" ? table.target.values : [];
  assert.ok(Number.isNaN(first) && second === Number(values[1]));
  const job = trainJob({ path: quantities, target: "y", config: { task: "classification" } });
  const asked = loadTable(contextOf(job), { target: "required", task: "classification", memory });
  await assert.rejects(asked, withCode("TARGET_TOO_MANY_CLASSES", /more than 200 different values/));
});

test("rows of a store lie in files of 64 MiB at most, and a full disk is told beforehand", async () => {
  // Three rows of 20 MiB fit into a file.
  const width = 5 * 1024 * 1024;
  const store = await createRowStore(folder, "wide", { rows: 5, width });
  const rowOf = (row: number) => new Float32Array(width).fill(row).fill(row + 0.5, width - 1);
  for (const rows of [[0, 1], [2, 3], [4]]) {
    const part = new Float32Array(rows.length * width);
    rows.forEach((row, index) => {
      part.set(rowOf(row), index * width);
    });
    store.append(part);
  }
  const files = readdirSync(folder).filter((name) => name.startsWith("wide."));
  assert.deepEqual(
    files.sort().map((name) => statSync(join(folder, name)).size / 1024 / 1024),
    [60, 40],
  );
  const order = Int32Array.of(4, 0, 2, 3);
  const read = await store.matrix().read(order);
  order.forEach((row, index) => {
    const found = read.subarray(index * width, (index + 1) * width);
    assert.equal(Buffer.compare(bytesOf(found), bytesOf(rowOf(row))), 0, `row ${row}`);
  });
  const huge = createRowStore(folder, "huge", { rows: 1e12, width: 100 });
  await assert.rejects(huge, withCode("DATA_TOO_LARGE", /MiB on disk; \d+ MiB are free/));
});

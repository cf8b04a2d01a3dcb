import assert from "node:assert/strict";
import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TrainContext, TrainOutcome } from "../src/family.ts";
import { createRandom } from "../src/random.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import type { LoadOptions } from "../src/tables/loadTable.ts";
import { trainAnomaly } from "../src/unsupervised/anomalyFramework.ts";
import { trainAutoencoder } from "../src/unsupervised/autoencoderFramework.ts";
import { trainKMeans } from "../src/unsupervised/kMeansFramework.ts";
import { trainMixture } from "../src/unsupervised/mixtureFramework.ts";
import { trainPca } from "../src/unsupervised/pcaFramework.ts";
import { readTruths } from "../src/unsupervised/truths.ts";
import { temporaryFolder, trainJob, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
/** More than what algorithms with many passes look for their start in. */
const ROWS = 51_000;
type Memory = LoadOptions["memory"];
const VALUES: Memory = { cells: 1e9, values: 1_000 };

/** Three kinds of rows with numbers of different size, a category and gaps; every thousandth is strange. */
function made(rows: number, seed: number): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, (_, row) => {
    const kind = random.below(3);
    const strange = row % 1_000 === 13;
    const height = kind * 30 + random.below(20) + (strange ? 500 : 0);
    const weight = (kind === 1 ? 9 : 1) + random.uniform();
    const name = strange ? "z" : "abc"[kind];
    const colour = kind === 2 ? "r" : "b";
    return `${row % 17 === 5 ? "" : height},${weight.toFixed(2)},${colour},${row % 29 === 3 ? "" : name}`;
  });
  return `height,weight,colour,kind\n${lines.join("\n")}\n`;
}
const path = writeCsv(folder, "many.csv", made(ROWS, 5));
const testPath = writeCsv(folder, "test.csv", made(500, 6));

async function run(
  train: (context: TrainContext, memory?: Memory) => Promise<TrainOutcome>,
  config: Record<string, unknown>,
  memory?: Memory,
  tested?: string,
): Promise<TrainOutcome> {
  const scratch = mkdtempSync(join(folder, "scratch-"));
  const job = trainJob({ path, target: "kind", config, ...(tested === undefined ? {} : { testPath: tested }) });
  const context = { threads: 1, device: "cpu" as const, checkpoints: noCheckpoints, scratch };
  const outcome = await train({ ...job, ...context, onProgress: () => undefined }, memory);
  assert.equal(readdirSync(scratch).length > 0, memory !== undefined);
  return outcome;
}

for (const { name, train, config, tested, sought } of [
  { name: "k-means", train: trainKMeans, config: { clusters: 3, restarts: 2 }, sought: true },
  { name: "k-means in the columns' units", train: trainKMeans, config: { scaling: "none", restarts: 1 }, sought: true },
  {
    name: "k-means with a test file",
    train: trainKMeans,
    config: { clusters: 3, restarts: 1 },
    tested: testPath,
    sought: true,
  },
  { name: "mixture", train: trainMixture, config: { components: 3, restarts: 1, iterations: 20 }, sought: true },
  { name: "pca", train: trainPca, config: { dimensions: 3 } },
  { name: "autoencoder", train: trainAutoencoder, config: { epochs: 1, hidden: [8], batchSize: 512 } },
  { name: "isolation forest", train: trainAnomaly, config: { trees: 20 } },
  { name: "mahalanobis", train: trainAnomaly, config: { method: "mahalanobis" }, sought: true },
]) {
  test(`${name}: rows on disk give the bytes of rows in memory`, async () => {
    const [held, onDisk] = [await run(train, config, undefined, tested), await run(train, config, VALUES, tested)];
    assert.equal(Buffer.compare(onDisk.model, held.model), 0);
    assert.deepEqual({ ...onDisk, model: undefined }, { ...held, model: undefined });
    assert.equal(/with 50000 of its 51000 rows/.test(held.warnings.join()), sought ?? false);
    const names = held.report.scatter?.points.map(([, , point]) => point) ?? [];
    assert.ok(new Set(names).size > 1, "points have names");
  });
}

test("a file of which only a sample is in memory is divided as well", async () => {
  const memory: Memory = { cells: 50_000, values: 1_000 };
  const kMeans = await run(trainKMeans, { clusters: 3 }, memory);
  assert.match(kMeans.warnings.join(), /learned from 2500 of its 51000 rows/);
  assert.ok((kMeans.metrics.ari ?? 0) > 0.95, `ari ${kMeans.metrics.ari}`);
  const anomaly = await run(trainAnomaly, {}, memory);
  assert.deepEqual(anomaly.split, { train: ROWS, validation: 0, test: 0 });
});

test("more columns than a covariance is made of are described by projections, from disk too", async () => {
  const random = createRandom(2);
  const columns = Array.from({ length: 820 }, (_, column) => `c${column}`);
  const lines = Array.from({ length: 40 }, () => columns.map(() => random.uniform().toFixed(4)).join());
  const wide = writeCsv(folder, "wide.csv", `${columns.join()}\n${lines.join("\n")}\n`);
  const outcomes = [];
  for (const memory of [undefined, VALUES]) {
    const context = { threads: 1, device: "cpu" as const, checkpoints: noCheckpoints, onProgress: () => undefined };
    const scratch = mkdtempSync(join(folder, "scratch-"));
    outcomes.push(await trainPca({ ...trainJob({ path: wide }), ...context, scratch }, memory));
    assert.equal(readdirSync(scratch).length > 0, memory !== undefined);
  }
  assert.deepEqual(outcomes[1], outcomes[0]);
});

test("a target with more different values than groups can be is not compared with", async () => {
  const table = writeCsv(
    folder,
    "values.csv",
    `x,y\n${Array.from({ length: 20 }, (_, row) => `${row % 7},${row}`).join("\n")}\n`,
  );
  assert.deepEqual(await readTruths(trainJob({ path: table, target: "y" }), 10), { target: "y" });
  const { truths } = (await readTruths(trainJob({ path: table, target: "x", testPath: table }), 10)) ?? {};
  assert.deepEqual(truths?.texts, ["0", "1", "2", "3", "4", "5", "6"]);
  assert.deepEqual(truths?.codes.subarray(18, 22), Int32Array.of(4, 5, 0, 1));
});

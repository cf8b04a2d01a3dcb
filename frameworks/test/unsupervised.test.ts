import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inferModel, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const DATA = fileURLToPath(new URL("../../../shared/datasets/", import.meta.url));
const skip = existsSync(DATA) ? false : "the data sets are not on this machine";
let runs = 0;

/** Three kinds of rows with numbers of different size, a category, gaps, a constant and duplicates. */
function made(rows = 120): string {
  const random = createRandom(5);
  const lines = Array.from({ length: rows }, (_, row) => {
    const kind = row % 3;
    const height = kind * 100 + random.uniform() * 30;
    const weight = (kind === 1 ? 9 : 1) + random.uniform();
    const colour = kind === 2 ? "red" : "blue";
    return `${row % 17 === 5 ? "" : height.toFixed(1)},${weight.toFixed(2)},${row % 19 === 3 ? "" : colour},7,kind ${"abc"[kind]}`;
  });
  return `height,weight,colour,same,kind\n${[...lines, ...lines.slice(0, 5)].join("\n")}\n`;
}
const table = writeCsv(folder, "made.csv", made());

async function run(framework: string, options: Partial<Parameters<typeof trainJob>[0]> & { threads?: number } = {}) {
  const { threads, ...job } = options;
  const outDir = join(folder, `run${runs++}`);
  const trained = await trainSpec({
    ...trainJob({ path: table, framework: `unsupervised/${framework}`, ...job }),
    outDir,
    ...(threads === undefined ? {} : { threads }),
  });
  const infer = async (inputPath: string) => {
    const { metrics, path } = await inferModel({
      modelPath: trained.artifactPath,
      inputPath,
      outPath: join(outDir, "out.csv"),
      task: trained.task,
    });
    return { metrics, lines: readFileSync(path, "utf8").trim().split("\n") };
  };
  return { ...trained, infer };
}

for (const framework of ["k-means", "mixture"]) {
  test(`${framework} finds the kinds of a raw table, and the artifact alone divides it alike`, async () => {
    const setting = framework === "k-means" ? "clusters" : "components";
    const { metrics, task, split, report, warnings, infer } = await run(framework, {
      target: "kind",
      config: { [setting]: 3 },
    });
    assert.ok((metrics.ari ?? 0) > 0.9, `ari ${metrics.ari}`);
    assert.ok((metrics.silhouette ?? 0) > 0.3, `silhouette ${metrics.silhouette}`);
    assert.deepEqual(task.classes, ["cluster 1", "cluster 2", "cluster 3"]);
    assert.deepEqual(
      task.columns?.map(({ name }) => name),
      ["height", "weight", "colour"],
    );
    assert.deepEqual(split, { train: 125, validation: 0, test: 0 });
    assert.equal(report.scatter?.points.length, 125);
    assert.match(warnings.join(), /"same" is left out/);
    const { metrics: again, lines } = await infer(table);
    assert.equal(again?.ari, metrics.ari);
    assert.equal(lines[0], "prediction,probability:cluster 1,probability:cluster 2,probability:cluster 3");
    const strange = writeCsv(folder, "strange.csv", "colour,weight,height\ngreen,,\n,1e30,-5\n");
    assert.equal((await infer(strange)).lines.length, 3);
  });
}

test("the target only judges: without it the same clusters are found", async () => {
  const judged = await run("k-means", { target: "kind" });
  const plain = await run("k-means", { config: { ignore: ["kind"] } });
  assert.equal(plain.metrics.ari, undefined);
  assert.equal(plain.metrics.inertia, judged.metrics.inertia);
  assert.deepEqual((await plain.infer(table)).lines, (await judged.infer(table)).lines);
  assert.ok(judged.report.curves.some(({ name }) => name === "silhouette"));
});

test("rows of a test file are measured and do not teach", async () => {
  const testPath = writeCsv(folder, "test.csv", made(30));
  const alone = await run("k-means", { target: "kind", config: { clusters: 3 } });
  const tested = await run("k-means", { target: "kind", testPath, config: { clusters: 3 } });
  assert.deepEqual(tested.split, { train: 125, validation: 0, test: 35 });
  assert.ok((tested.metrics.inertia ?? 0) < (alone.metrics.inertia ?? 0) / 2);
  assert.ok((tested.metrics.ari ?? 0) > 0.9);
});

test("principal components keep what varies; whitened they vary alike", async () => {
  const two = await run("pca", { config: { ignore: ["kind"] } });
  const all = await run("pca", { config: { ignore: ["kind"], dimensions: 50, whiten: true } });
  assert.ok((two.metrics.explainedVariance ?? 0) > 0.7 && (two.metrics.explainedVariance ?? 0) < 1);
  assert.ok(Math.abs((all.metrics.explainedVariance ?? 0) - 1) < 1e-6);
  assert.match(all.warnings.join(), /and no more/);
  const { lines } = await all.infer(table);
  const dimensions = all.task.dimensions ?? 0;
  assert.equal(lines[0], Array.from({ length: dimensions }, (_, index) => `dimension ${index + 1}`).join());
  const first = lines.slice(1).map((line) => Number(line.split(",")[0]));
  const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
  const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length;
  assert.ok(Math.abs(mean) < 1e-4 && Math.abs(variance - 1) < 1e-4, `${mean} ${variance}`);
});

test("an autoencoder of two numbers rebuilds rows that it has not seen", async () => {
  const { metrics, split, task, report, infer } = await run("autoencoder", { target: "kind", config: { epochs: 150 } });
  assert.ok((metrics.explainedVariance ?? 0) > 0.6, `${metrics.explainedVariance}`);
  assert.ok(split.test > 10 && split.validation > 10);
  assert.equal(task.dimensions, 2);
  assert.deepEqual(
    report.curves.map(({ name }) => name),
    ["training loss", "validation loss"],
  );
  assert.equal((await infer(table)).lines[0], "dimension 1,dimension 2");
});

for (const method of ["isolation-forest", "mahalanobis"]) {
  test(`${method} finds the strange rows, and the artifact gives the same scores`, async () => {
    const path = writeCsv(
      folder,
      "odd.csv",
      `${made().replaceAll(/kind ./g, "usual")}900,55,,7,broken\n-800,,red,7,broken\n`,
    );
    const { metrics, task, report, infer } = await run("anomaly", { path, target: "kind", config: { method } });
    assert.ok((metrics.rocAuc ?? 0) > 0.95, `rocAuc ${metrics.rocAuc}`);
    assert.equal(task.kind, "anomaly");
    assert.ok(report.scatter?.points.some(([, , name]) => name === "strangest 1 %"));
    const { metrics: again, lines } = await infer(path);
    assert.ok(Math.abs((again?.rocAuc ?? 0) - (metrics.rocAuc ?? 0)) < 0.01);
    const scores = lines
      .slice(1)
      .map(Number)
      .sort((a, b) => a - b);
    assert.ok(Math.abs((scores[scores.length >> 1] ?? 0) - (metrics.medianScore ?? 0)) < 1e-3);
  });
}

for (const framework of ["k-means", "mixture", "pca", "autoencoder", "anomaly"]) {
  test(`${framework} gives the same bytes again, with one thread and with two`, async () => {
    const config = framework === "autoencoder" ? { epochs: 8, hidden: [8] } : {};
    const once = await run(framework, { target: "kind", config, threads: 1 });
    const twice = await run(framework, { target: "kind", config, threads: 2 });
    assert.equal(twice.digest, once.digest);
    assert.deepEqual(twice.metrics, once.metrics);
    assert.deepEqual(twice.report, once.report);
  });
}

test("too few different rows, a target that is no column and columns without content are answered by a sentence", async () => {
  const twins = writeCsv(folder, "twins.csv", `x,y\n${"1,a\n2,b\n".repeat(10)}`);
  await assert.rejects(
    run("k-means", { path: twins, config: { clusters: 3 } }),
    withCode("DATA_TOO_FEW_ROWS", /2 different rows \(20 in all\); 3 clusters/),
  );
  await assert.rejects(
    run("autoencoder", { path: twins }),
    withCode("DATA_TOO_FEW_ROWS", /training needs at least 10/),
  );
  await assert.rejects(run("mixture", { path: twins, config: { components: 5 } }), withCode("DATA_TOO_FEW_ROWS"));
  const two = await run("k-means", { path: twins });
  assert.equal(two.task.classes?.length, 2);
  await assert.rejects(run("pca", { target: "kin" }), withCode("TARGET_UNKNOWN", /no column "kin" to compare with/));
  const empty = writeCsv(folder, "empty.csv", "x,y\n1,\n1,\n1,\n");
  await assert.rejects(run("anomaly", { path: empty }), withCode("DATA_NO_FEATURES"));
  const one = writeCsv(folder, "one.csv", "x,y\n1,2\n");
  await assert.rejects(run("k-means", { path: one }), (error: { code?: string }) => /^DATA_/.test(error.code ?? ""));
  await assert.rejects(run("k-means", { config: { clusters: 1 } }), withCode("CONFIG_INVALID", /clusters/));
});

test("iris: three clusters agree with the species", { skip }, async () => {
  const path = join(DATA, "iris.csv");
  const { metrics } = await run("k-means", { path, target: "species", config: { clusters: 3 } });
  assert.ok((metrics.ari ?? 0) >= 0.72, `ari ${metrics.ari}`);
  const mixture = await run("mixture", { path, target: "species", config: { components: 3 } });
  assert.ok((mixture.metrics.ari ?? 0) >= 0.85, `ari ${mixture.metrics.ari}`);
  const pca = await run("pca", { path, target: "species" });
  assert.ok(Math.abs((pca.metrics.explainedVariance ?? 0) - 0.9777) < 1e-3);
});

test("breast cancer: malignant growths are the stranger ones", { skip }, async () => {
  const { metrics } = await run("anomaly", { path: join(DATA, "breast_cancer.csv"), target: "outcome" });
  assert.ok((metrics.rocAuc ?? 0) > 0.75, `rocAuc ${metrics.rocAuc}`);
});

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { mlpParameters, mlpScores } from "../src/deep/mlpNetwork.ts";
import { Graph } from "../src/graph/graph.ts";
import { inferModel, makeDemoDataset, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { checkGradients, toScalar } from "./support/checkGradients.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const DATA = fileURLToPath(new URL("../../../shared/datasets", import.meta.url));
const folder = temporaryFolder();
const demo = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 3 }));
const quick = { width: 16, blocks: 2, epochs: 12 };

function job(path: string, target: string, config: Record<string, unknown> = quick) {
  const { spec, inputs } = trainJob({ path, target });
  return { spec: { ...spec, framework: { family: "deep", name: "mlp", version: "1.0.0", config } }, inputs };
}

test("gradient of the whole residual network", () => {
  const shape = { features: 3, width: 4, blocks: 2, outputs: 2 };
  const parameters = mlpParameters(shape, createRandom(1));
  return checkGradients([[5, 3], ...parameters.map((parameter) => parameter.shape)], (tape, [x, ...weights]) => {
    if (x === undefined) throw new TypeError("There is an input.");
    return toScalar(tape, mlpScores(tape, x, weights, shape, 0));
  });
});

test("a network of too few tensors is refused", async () => {
  const { Tape } = await import("../src/autodiff/tape.ts");
  const tape = new Tape(new Graph("short"));
  const x = tape.value(tape.graph.input("x", "float32", [2, 3]), [2, 3]);
  assert.throws(() => mlpScores(tape, x, [], { blocks: 1 }, 0), /more than 0 tensors/);
});

test("tells classes apart, the same bytes for one thread and two, and the artifact agrees", async () => {
  const [one, two] = [join(folder, "one"), join(folder, "two")];
  const trained = await trainSpec({ ...job(demo, "fails"), outDir: one });
  assert.ok((trained.metrics.accuracy ?? 0) > 0.9, JSON.stringify(trained.metrics));
  const again = await trainSpec({ ...job(demo, "fails"), outDir: two, threads: 2 });
  assert.equal(again.digest, trained.digest);
  const { report, split } = trained;
  assert.deepEqual(
    report.curves.map(({ name }) => name),
    ["training loss", "validation loss"],
  );
  assert.equal(
    report.confusion?.counts.flat().reduce((sum, count) => sum + count, 0),
    split.test,
  );
  assert.ok((report.importance?.columns[0]?.value ?? 0) > 0);
  const { metrics } = await inferModel({
    modelPath: trained.artifactPath,
    inputPath: demo,
    outPath: join(folder, "predictions.csv"),
    task: trained.task,
  });
  assert.ok((metrics?.accuracy ?? 0) > 0.9);
});

test("estimates a quantity in its own unit", async () => {
  const rows = Array.from({ length: 400 }, (_, index) => `${index % 20},${(index * 7) % 13}`);
  const lines = rows.map((row) => {
    const [a = 0, b = 0] = row.split(",").map(Number);
    return `${row},${1_000 + 50 * a - 20 * b}`;
  });
  const path = writeCsv(folder, "quantity.csv", `a,b,y\n${lines.join("\n")}\n`);
  const { metrics, report } = await trainSpec({
    ...job(path, "y", { ...quick, epochs: 60 }),
    outDir: join(folder, "y"),
  });
  assert.ok((metrics.r2 ?? 0) > 0.95, JSON.stringify(metrics));
  assert.ok((report.scatter?.points.length ?? 0) > 0);
});

test("a wrong setting is named", () =>
  assert.rejects(
    trainSpec({ ...job(demo, "fails", { blocks: 0 }), outDir: join(folder, "wrong") }),
    withCode("CONFIG_INVALID", /"blocks"/),
  ));

test("optdigits by a deep network", { skip: !existsSync(DATA) && "the data sets are not there" }, async () => {
  const { spec, inputs } = trainJob({
    path: join(DATA, "optdigits.tra"),
    testPath: join(DATA, "optdigits.tes"),
    target: "Class",
  });
  const framework = { family: "deep", name: "mlp", version: "1.0.0", config: { width: 64, epochs: 20 } };
  const { metrics } = await trainSpec({ spec: { ...spec, framework }, inputs, outDir: join(folder, "digits") });
  assert.ok((metrics.accuracy ?? 0) > 0.95, JSON.stringify(metrics));
});

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { scale } from "../src/autodiff/arithmetic.ts";
import { trainCnn } from "../src/deep/cnn.ts";
import { cnnLayers, cnnParameters, cnnScores } from "../src/deep/cnnNetwork.ts";
import { inferModel, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import { runsPerValidation } from "../src/runner/runsPerValidation.ts";
import { checkGradients, toScalar } from "./support/checkGradients.ts";
import { bars, filesJob, type InputFile, idxBytes, writeBars } from "./support/imageJob.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const DATA = fileURLToPath(new URL("../../../shared/datasets/", import.meta.url));
const skip = existsSync(DATA) ? false : "the data sets are not on this machine";
const folder = temporaryFolder();
const CNN = "deep/cnn";
const small = { channels: [4], dense: [], epochs: 20, dropout: 0, shift: 0, batchSize: 16, learningRate: 0.01 };
const idx = (name: string, count: number, seed: number): InputFile[] => {
  const [images, labels] = writeBars(folder, name, count, 7, seed);
  return [
    { role: "train", format: "idx", path: images },
    { role: "labels", format: "idx", path: labels },
  ];
};
const barsCsv = (count: number, seed: number): string => {
  const { pixels, labels } = bars(count, 7, seed);
  const header = ["kind", ...Array.from({ length: 49 }, (_, index) => `p${index}`)].join(",");
  const lines = Array.from(labels, (label, row) => {
    return `${label === 0 ? "upright" : "lying"},${pixels.subarray(row * 49, (row + 1) * 49).join(",")}`;
  });
  return writeCsv(folder, `bars-${count}.csv`, `${[header, ...lines].join("\n")}\n`);
};

test("gradient of a whole convolutional network", () => {
  const shape = { image: { channels: 2, height: 5, width: 4 }, channels: [3, 2], kernel: 3, dense: [4], classes: 3 };
  const parameters = cnnParameters(shape, createRandom(1));
  return checkGradients([[2, 5, 4, 2], ...parameters.map((parameter) => parameter.shape)], (tape, [x, ...weights]) => {
    if (x === undefined) throw new TypeError("There is an image.");
    // Scores of some hundreds would leave too few digits to the differences.
    return toScalar(tape, scale(tape, cnnScores(tape, x, weights, shape), 0.01));
  });
});

test("an image too small to halve is pooled no further", () => {
  const shape = { image: { channels: 1, height: 3, width: 8 }, channels: [2, 4, 8], kernel: 3, dense: [], classes: 2 };
  const { blocks, last, dense } = cnnLayers(shape);
  assert.deepEqual(
    blocks.map(({ pool }) => pool),
    [2, 1, 1],
  );
  assert.deepEqual(last, [1, 4, 8]);
  assert.deepEqual(dense, [32, 2]);
});

test("images from IDX files: learned, the same bytes with one thread and two, run from IDX and from a table", async () => {
  const job = await filesJob(CNN, idx("bars", 300, 1), small);
  const outDir = join(folder, "idx");
  const one = await trainSpec({ ...job, outDir, threads: 1 });
  const two = await trainSpec({ ...job, outDir: join(folder, "idx2"), threads: 2 });
  assert.equal(one.digest, two.digest);
  assert.ok((one.metrics.accuracy ?? 0) > 0.9, `accuracy ${one.metrics.accuracy}`);
  assert.deepEqual(Object.keys(one.metrics), ["accuracy", "f1", "logLoss"]);
  assert.deepEqual(one.task, {
    kind: "classification",
    classes: ["0", "1"],
    image: { channels: 1, height: 7, width: 7 },
  });
  assert.deepEqual(one.split, { train: 210, validation: 45, test: 45 });
  assert.deepEqual(one.report.confusion?.classes, ["0", "1"]);
  assert.ok(one.report.calibration !== undefined);
  assert.deepEqual(
    one.report.curves.map(({ name }) => name),
    ["training loss", "validation loss"],
  );

  const [unseen] = writeBars(folder, "unseen", 40, 7, 9);
  const outPath = join(folder, "predictions.csv");
  const run = { modelPath: one.artifactPath, task: one.task, outPath };
  assert.equal((await inferModel({ ...run, inputPath: unseen })).rows, 40);
  const fromIdx = readFileSync(outPath, "utf8");
  const { pixels, labels } = bars(40, 7, 9);
  const header = [...Array.from({ length: 49 }, (_, index) => `p${index}`), "Label"].join(",");
  const lines = Array.from(labels, (label, row) => `${pixels.subarray(row * 49, (row + 1) * 49).join(",")},${label}`);
  const table = writeCsv(folder, "unseen.csv", `${[header, ...lines].join("\n")}\n`);
  const { metrics } = await inferModel({ ...run, inputPath: table });
  assert.equal(readFileSync(outPath, "utf8"), fromIdx);
  assert.ok((metrics?.accuracy ?? 0) > 0.9, `accuracy ${metrics?.accuracy}`);

  const wrong = writeCsv(folder, "wrong.csv", "a,b\n1,2\n");
  await assert.rejects(inferModel({ ...run, inputPath: wrong }), withCode("IMAGES_UNSUPPORTED", /has 2 columns/));
  const other = join(folder, "other");
  writeFileSync(other, idxBytes([1, 5, 5], new Uint8Array(25)));
  await assert.rejects(inferModel({ ...run, inputPath: other }), withCode("IMAGES_UNSUPPORTED", /1 × 5 × 5/));
});

test("images from a table: columns in, names of classes out, a test file of its own", async () => {
  const files: InputFile[] = [
    { role: "train", format: "csv", path: barsCsv(200, 2), target: "kind" },
    { role: "test", format: "csv", path: barsCsv(60, 3), target: "kind" },
  ];
  const job = await filesJob(CNN, files, { ...small, shift: 1, epochs: 25 });
  const { artifactPath, metrics, task, split } = await trainSpec({ ...job, outDir: join(folder, "csv") });
  assert.deepEqual(split, { train: 170, validation: 30, test: 60 });
  assert.equal(task.columns?.length, 49);
  const outPath = join(folder, "csv.csv");
  const inferred = await inferModel({ modelPath: artifactPath, task, inputPath: barsCsv(60, 3), outPath });
  assert.deepEqual(inferred.metrics, metrics);
  assert.ok((metrics.accuracy ?? 0) > 0.9, `accuracy ${metrics.accuracy}`);
});

test("test images of their own, with labels of their own", async () => {
  const [images, labels] = writeBars(folder, "own-test", 50, 7, 5);
  const files: InputFile[] = [
    ...idx("own", 100, 4),
    { role: "test", format: "idx", path: images },
    { role: "testLabels", format: "idx", path: labels },
  ];
  const job = await filesJob(CNN, files, { ...small, epochs: 1 });
  const { split } = await trainSpec({ ...job, outDir: join(folder, "own") });
  assert.deepEqual(split, { train: 85, validation: 15, test: 50 });
  const bare = await filesJob(CNN, files.slice(0, -1), { ...small, epochs: 1 });
  await assert.rejects(
    trainSpec({ ...bare, outDir: join(folder, "bare") }),
    withCode("LABELS_MISSING", /The test images have no labels/),
  );
});

test("images read from disk, of IDX files and of tables, train the model that images in memory do", async () => {
  const [images, labels] = writeBars(folder, "disk-test", 50, 7, 5);
  const csv = readFileSync(barsCsv(120, 8), "utf8").replace(/^lying(?=,.*\nlying)/gm, "");
  const jobs: [readonly string[], InputFile[]][] = [
    [
      ["images.0", "test.0"],
      [
        ...idx("disk", 120, 4),
        { role: "test", format: "idx", path: images },
        { role: "testLabels", format: "idx", path: labels },
      ],
    ],
    [
      ["images.0", "test.0"],
      [
        { role: "train", format: "csv", path: writeCsv(folder, "gaps.csv", csv), target: "kind" },
        { role: "test", format: "csv", path: barsCsv(50, 9), target: "kind" },
      ],
    ],
  ];
  for (const [files, data] of jobs) {
    const job = await filesJob(CNN, data, { ...small, shift: 1, epochs: 3 });
    const train = (memory?: number) => {
      const scratch = mkdtempSync(join(folder, "scratch-"));
      const context = { ...job, threads: 1, device: "cpu", checkpoints: noCheckpoints, scratch } as const;
      return trainCnn({ ...context, onProgress: () => undefined }, memory).then((outcome) => ({ outcome, scratch }));
    };
    const [held, onDisk] = [await train(), await train(1_000)];
    assert.deepEqual(readdirSync(held.scratch), []);
    assert.deepEqual(readdirSync(onDisk.scratch).sort(), files);
    assert.equal(held.outcome.warnings.length, data[0]?.format === "csv" ? 1 : 0);
    assert.deepEqual(onDisk.outcome, held.outcome);
  }
});

test("of much data a validation comes when no fewer rows were learned from", () => {
  const plan = { perEpoch: 100, stepsPerRun: 100, batchSize: 10 };
  assert.equal(runsPerValidation({ ...plan, validation: 5_000 }), 1);
  assert.equal(runsPerValidation({ ...plan, perEpoch: 1_000, validation: 900 }), 1);
  assert.equal(runsPerValidation({ ...plan, perEpoch: 1_000, validation: 5_001 }), 6);
  assert.equal(runsPerValidation({ ...plan, perEpoch: 1_000, validation: 0 }), 1);
});

test("what cannot be learned from is named", async () => {
  const [images, labels] = idx("hostile", 60, 6);
  const [, fewer] = idx("fewer", 30, 6);
  const one = join(folder, "one-class");
  writeFileSync(one, idxBytes([60], new Uint8Array(60).fill(3)));
  const outDir = join(folder, "hostile");
  const refuse = async (files: (InputFile | undefined)[], code: string, message: RegExp, config = {}) => {
    const known = files.filter((file) => file !== undefined);
    await assert.rejects(trainSpec({ ...(await filesJob(CNN, known, config)), outDir }), withCode(code, message));
  };
  await refuse([images], "LABELS_MISSING", /training images have no labels/);
  await refuse([images, fewer], "LABELS_UNLIKE_IMAGES", /holds 30 values/);
  await refuse([labels], "INPUT_MISSING", /names no training data/);
  await refuse([images, { role: "labels", format: "idx", path: one }], "TARGET_ONE_CLASS", /All labels are 3/);
  await refuse([images, labels], "CONFIG_INVALID", /"kernel"/, { kernel: 4 });
  const csv = { role: "train", format: "csv", path: barsCsv(40, 7), target: "kind" } as const;
  await refuse([csv], "IMAGES_UNSUPPORTED", /no square/, { ignore: ["p0"] });
  await refuse([{ ...csv, target: "nothing" }], "TARGET_UNKNOWN", /"nothing"/);
});

test("digits of 8 × 8 pixels: at least 0.95 of other writers' digits", { skip }, async () => {
  const files: InputFile[] = [
    { role: "train", format: "csv", path: join(DATA, "optdigits.tra"), target: "Class" },
    { role: "test", format: "csv", path: join(DATA, "optdigits.tes"), target: "Class" },
  ];
  const job = await filesJob(CNN, files, { channels: [16, 32], dense: [64], epochs: 12 });
  const { metrics } = await trainSpec({ ...job, outDir: join(folder, "optdigits"), threads: 2 });
  assert.ok((metrics.accuracy ?? 0) >= 0.95, `accuracy ${metrics.accuracy}`);
});

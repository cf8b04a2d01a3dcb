import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { digestToCid } from "@blacktail/sdk";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { gradients } from "../src/autodiff/gradients.ts";
import { Tape, type Value } from "../src/autodiff/tape.ts";
import type { TrainContext } from "../src/family.ts";
import { float, int, ints } from "../src/graph/attribute.ts";
import type { ElementType } from "../src/graph/element.ts";
import { Graph } from "../src/graph/graph.ts";
import { encodeModel } from "../src/graph/model.ts";
import type { Shape } from "../src/graph/shape.ts";
import { inferModel, type TrainResult, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { convertRegion } from "../src/transfer/convert.ts";
import { fineTune, fineTuning } from "../src/transfer/fineTuning.ts";
import { readParent } from "../src/transfer/parent.ts";
import { regionOf } from "../src/transfer/region.ts";
import { filesJob, type InputFile, writeBars } from "./support/imageJob.ts";
import { runGraph } from "./support/run.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const TRANSFER = "transfer/fine-tuning";
const parentFile = (path: string): InputFile => ({ role: "parent", format: "onnx", path });

const bars = (name: string, count: number, seed: number): InputFile[] => {
  const [images, labels] = writeBars(folder, name, count, 7, seed);
  return [
    { role: "train", format: "idx", path: images },
    { role: "labels", format: "idx", path: labels },
  ];
};
const imageParent: Promise<TrainResult> = (async () => {
  const config = { channels: [8], dense: [16], epochs: 30, dropout: 0, batchSize: 16, learningRate: 0.01 };
  return trainSpec({ ...(await filesJob("deep/cnn", bars("parent", 400, 1), config)), outDir: join(folder, "images") });
})();

/** A table whose two targets depend on the same product of columns, which a linear model does not see. */
function crossTable(name: string, rows: number, seed: number, extra = ""): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, () => {
    const [a, b] = [random.uniform() * 2 - 1, random.uniform() * 2 - 1];
    const colour = random.below(2) === 0 ? "red" : "blue";
    const side = a * b > 0 ? "same" : "other";
    const amount = 3 * a * b + (colour === "red" ? 1 : 0);
    return `${a.toFixed(4)},${b.toFixed(4)},${colour},${side},${amount.toFixed(4)}${extra === "" ? "" : ",7"}`;
  });
  return writeCsv(folder, name, `a,b,colour,side,amount${extra}\n${lines.join("\n")}\n`);
}
const columnParent: Promise<TrainResult> = (async () => {
  const files: InputFile[] = [{ role: "train", format: "csv", path: crossTable("cross.csv", 600, 1), target: "side" }];
  const config = { model: "mlp", hidden: [16], ignore: ["amount"], members: 1, epochs: 60 };
  return trainSpec({ ...(await filesJob("supervised/tabular", files, config)), outDir: join(folder, "columns") });
})();

test("a parent too large to be held is refused before it is read", async () => {
  const large = join(folder, "large.onnx");
  writeFileSync(large, "");
  truncateSync(large, 2 ** 28 + 1);
  const { spec, inputs } = await filesJob(TRANSFER, bars("few", 30, 1));
  const digest = `0x${"ab".repeat(32)}` as const;
  const parent = { role: "parent", format: "onnx", cid: digestToCid(digest), digest, size: 2 ** 28 + 1 } as const;
  const context: TrainContext = {
    spec: { ...spec, data: [...spec.data, parent] },
    inputs: new Map([...inputs, [digest, large]]),
    threads: 1,
    device: "cpu",
    checkpoints: noCheckpoints,
    scratch: folder,
    onProgress: () => undefined,
  };
  await assert.rejects(fineTuning.train(context), { code: "MODEL_TOO_LARGE", message: /268435457 bytes/ });
});

const decode = (path: string) => {
  const { graph } = fromBinary(ModelProtoSchema, readFileSync(path));
  if (graph === undefined) throw new TypeError("A model has a graph.");
  return graph;
};

for (const method of ["frozen", "full", "lora"] as const) {
  test(`images, ${method}: few examples do, the parent's input stays, the same bytes with one thread and two`, async () => {
    const parent = await imageParent;
    const files = [...bars(`few-${method}`, 160, 2), parentFile(parent.artifactPath)];
    const job = await filesJob(TRANSFER, files, { method, epochs: 40, rank: 2 });
    const one = await trainSpec({ ...job, outDir: join(folder, method), threads: 1 });
    const two = await trainSpec({ ...job, outDir: join(folder, `${method}2`), threads: 2 });
    assert.equal(one.digest, two.digest);
    assert.ok((one.metrics.accuracy ?? 0) > 0.85, `accuracy ${one.metrics.accuracy}`);
    assert.deepEqual(one.task, parent.task);
    assert.equal(one.report.importance, undefined);
    const [before, after] = [decode(parent.artifactPath), decode(one.artifactPath)];
    assert.deepEqual(after.input, before.input);
    const weightsOf = (graph: typeof before, name: string) =>
      Buffer.from(graph.initializer.find((tensor) => tensor.name === name)?.rawData ?? []);
    const changed = ["block0.weight", "block0.bias", "dense0.weight", "dense0.bias"].filter(
      (name) => !weightsOf(before, name).equals(weightsOf(after, `parent/${name}`)),
    );
    const helped = !one.warnings.some((warning) => warning.startsWith("Tuning the parent did not help"));
    const learned = {
      frozen: [],
      full: ["block0.weight", "block0.bias", "dense0.weight", "dense0.bias"],
      lora: ["dense0.weight"],
    };
    assert.deepEqual(changed, helped ? learned[method] : []);
    const inferred = await inferModel({
      modelPath: one.artifactPath,
      task: one.task,
      inputPath: job.inputs.get(job.spec.data[0]?.digest ?? "") ?? "",
      outPath: join(folder, `${method}.csv`),
    });
    assert.equal(inferred.rows, 160);
  });
}

for (const method of ["frozen", "full", "lora"] as const) {
  test(`a table, ${method}: another target on the parent's columns, others are named`, async () => {
    const parent = await columnParent;
    const path = crossTable(`new-${method}.csv`, 200, 3, ",extra");
    const files: InputFile[] = [
      { role: "train", format: "csv", path, target: "amount" },
      parentFile(parent.artifactPath),
    ];
    const job = await filesJob(TRANSFER, files, { method, epochs: 40 });
    const { artifactPath, metrics, task, warnings, report } = await trainSpec({
      ...job,
      outDir: join(folder, `table-${method}`),
    });
    assert.ok((metrics.r2 ?? 0) > 0.7, `r2 ${metrics.r2}`);
    const { importance } = report;
    assert.equal(importance?.metric, "r2");
    assert.deepEqual(importance.columns.map(({ name }) => name).sort(), ["a", "b", "colour"]);
    // The amount is 3 a b, and 1 more of what is red: the colour explains the least.
    assert.ok(
      importance.columns.every(({ value }) => value > 0.02),
      JSON.stringify(importance),
    );
    assert.equal(importance.columns.at(-1)?.name, "colour");
    assert.deepEqual(task.columns, [
      { name: "a", type: "number" },
      { name: "b", type: "number" },
      { name: "colour", type: "category" },
    ]);
    assert.deepEqual([task.kind, task.target], ["regression", "amount"]);
    assert.match(warnings[0] ?? "", /does not take "side" and "extra"|does not take "side", "extra"/);
    const test = crossTable("test.csv", 100, 4);
    const outPath = join(folder, "table.csv");
    const inferred = await inferModel({ modelPath: artifactPath, task, inputPath: test, outPath });
    assert.ok((inferred.metrics?.r2 ?? 0) > 0.7, `r2 ${inferred.metrics?.r2}`);
  });
}

test("a fine-tuned model is a parent again, and a test file of its own is measured on", async () => {
  const parent = await columnParent;
  const train = (path: string): InputFile => ({ role: "train", format: "csv", path, target: "side" });
  const first = await filesJob(TRANSFER, [train(crossTable("one.csv", 100, 5)), parentFile(parent.artifactPath)]);
  const child = await trainSpec({ ...first, outDir: join(folder, "child") });
  const files: InputFile[] = [
    train(crossTable("two.csv", 100, 6)),
    { role: "test", format: "csv", path: crossTable("three.csv", 80, 7), target: "side" },
    parentFile(child.artifactPath),
  ];
  const job = await filesJob(TRANSFER, files, { method: "full", hidden: [8], epochs: 20 });
  const grandchild = await trainSpec({ ...job, outDir: join(folder, "grandchild") });
  assert.deepEqual(grandchild.split, { train: 85, validation: 15, test: 80 });
  assert.ok((grandchild.metrics.accuracy ?? 0) > 0.85, `accuracy ${grandchild.metrics.accuracy}`);
});

test("examples and the parent's values on disk give the model that those in memory do", async () => {
  const [images, columns] = [await imageParent, await columnParent];
  const gaps = (path: string) => readFileSync(path, "utf8").replace(/,(same|other),(0\.5\d*)$/gm, ",,$2");
  const train = writeCsv(folder, "disk.csv", gaps(crossTable("disk-whole.csv", 300, 11)));
  const testRows = writeCsv(folder, "disk-test.csv", gaps(crossTable("disk-test-whole.csv", 700, 12)));
  const table: InputFile[] = [
    { role: "train", format: "csv", path: train, target: "side" },
    { role: "test", format: "csv", path: testRows, target: "side" },
    parentFile(columns.artifactPath),
  ];
  const jobs: [string, InputFile[], string[]][] = [
    ["frozen", [...bars("disk", 300, 10), parentFile(images.artifactPath)], ["images.0", "value0.0"]],
    ["full", [...bars("disk-full", 60, 10), parentFile(images.artifactPath)], ["images.0", "value0.0", "value1.0"]],
    ["frozen", table, ["value0.0"]],
    ["full", table, ["value0.0", "value1.0"]],
  ];
  for (const [method, files, written] of jobs) {
    const job = await filesJob(TRANSFER, files, { method, epochs: 4, shift: 1 });
    const tune = (memory?: { cells: number; values: number }) => {
      const scratch = mkdtempSync(join(folder, "scratch-"));
      const context = { ...job, threads: 1, device: "cpu", checkpoints: noCheckpoints, scratch } as const;
      return fineTune({ ...context, onProgress: () => undefined }, memory).then((outcome) => ({ outcome, scratch }));
    };
    const [held, onDisk] = [await tune(), await tune({ cells: 500, values: 1_000 })];
    assert.deepEqual(readdirSync(held.scratch), []);
    assert.deepEqual(readdirSync(onDisk.scratch).sort(), written);
    assert.equal(
      held.outcome.warnings.filter((text) => text.includes("rows have no value")).length,
      files === table ? 1 : 0,
    );
    assert.deepEqual(onDisk.outcome, held.outcome);
  }
});

test("parents and data that do not belong together are named", async () => {
  const { artifactPath: images } = await imageParent;
  const { artifactPath: columns } = await columnParent;
  const table: InputFile = { role: "train", format: "csv", path: crossTable("hostile.csv", 60, 8), target: "side" };
  const outDir = join(folder, "hostile");
  const refuse = async (files: InputFile[], code: string, message: RegExp, config = {}) => {
    await assert.rejects(trainSpec({ ...(await filesJob(TRANSFER, files, config)), outDir }), withCode(code, message));
  };
  await refuse([table], "PARENT_MISSING", /names no parent/);
  await refuse([table, parentFile(images)], "IMAGES_UNSUPPORTED", /./, { ignore: ["colour", "amount"] });
  await refuse([...bars("wrong", 40, 9), parentFile(columns)], "TARGET_UNKNOWN", /parent takes columns/);
  await refuse(
    [{ ...table, target: "a" }, parentFile(columns)],
    "PARENT_UNSUITABLE",
    /column "a", which is the target/,
  );
  const other = writeCsv(folder, "other.csv", `a,side\n${"1,x\n2,y\n".repeat(20)}`);
  await refuse(
    [{ ...table, path: other }, parentFile(columns)],
    "DATA_COLUMN_MISSING",
    /lacks the columns "b", "colour"/,
  );
  await refuse([table, parentFile(columns)], "CONFIG_INVALID", /"layer" names "nothing"/, { layer: "nothing" });
  const garbage = join(folder, "garbage.onnx");
  writeFileSync(garbage, Buffer.from("not a model at all"));
  await refuse([table, parentFile(garbage)], "MODEL_INVALID", /not an ONNX model/);
});

/** A parent of one chain of nodes. */
function chain(input: { type: ElementType; shape: Shape }, build: (graph: Graph, x: string) => string): Uint8Array {
  const graph = new Graph("chain");
  const output = build(graph, graph.input("x", input.type, input.shape));
  const weight = graph.initializer("last", "float32", [3, 2], new Float32Array(6).fill(0.5));
  graph.nodeNamed("MatMul", [output, weight], ["scores"]);
  graph.output("scores", "float32", ["N", 2]);
  return encodeModel(graph);
}

test("parents of other inputs or operators are refused with their names", async () => {
  const tokens = (graph: Graph, x: string) => graph.node("Cast", [x], { attributes: { to: int(1) } });
  const refused = (bytes: Uint8Array, message: RegExp, code = "PARENT_UNSUITABLE") =>
    assert.throws(() => readParent(bytes), withCode(code, message));
  refused(chain({ type: "int64", shape: ["N", 3] }, tokens), /neither columns .* nor images .*"x"/);
  refused(
    chain({ type: "float32", shape: ["N", 3] }, (_, x) => x),
    /neither columns/,
  );
  refused(
    chain({ type: "float32", shape: ["N", 1, "H", "W"] }, (_, x) => x),
    /images "x" have no fixed size/,
  );
  refused(new Uint8Array([1, 2, 3]), /not an ONNX model/, "MODEL_INVALID");
  const foreign = chain({ type: "float32", shape: ["N", 1] }, (graph, x) =>
    graph.node("Mystery", [x], { domain: "evil" }),
  );
  refused(foreign, /evil\.Mystery/, "MODEL_REFUSED");

  const rough = chain({ type: "float32", shape: ["N", 1] }, (graph, x) => {
    const weight = graph.initializer("first", "float32", [1, 3], new Float32Array(3).fill(1));
    return graph.node("Floor", [graph.node("MatMul", [x, weight])]);
  });
  const path = join(folder, "rough.onnx");
  writeFileSync(path, rough);
  const data = writeCsv(folder, "x.csv", `x,y\n${"1.5,p\n-2.5,q\n".repeat(20)}`);
  const files: InputFile[] = [{ role: "train", format: "csv", path: data, target: "y" }, parentFile(path)];
  const full = await filesJob(TRANSFER, files, { method: "full" });
  const outDir = join(folder, "rough");
  await assert.rejects(trainSpec({ ...full, outDir }), withCode("PARENT_FIXED", /operator Floor .* has no gradient/));
  const frozen = await trainSpec({ ...(await filesJob(TRANSFER, files, { method: "frozen", epochs: 20 })), outDir });
  assert.equal(frozen.metrics.accuracy, 1);
});

test("each operator that learns computes what the runtime does, and passes a gradient to each weight", async () => {
  const random = createRandom(5);
  const values = (size: number) => Float32Array.from({ length: size }, () => random.uniform() - 0.5);
  const graph = new Graph("all");
  const weight = (name: string, ...shape: number[]) =>
    graph.initializer(name, "float32", shape, values(shape.reduce((product, dim) => product * dim, 1)));
  const node = (operator: string, inputs: string[], attributes = {}) => graph.node(operator, inputs, { attributes });
  let value = graph.input("image", "float32", ["N", 2, 6, 5]);
  value = node("Conv", [value, weight("w0", 3, 2, 3, 3), weight("b0", 3)], {
    pads: ints(1, 0, 1, 1),
    strides: ints(1, 1),
  });
  const positive = graph.initializer("variance", "float32", [3], Float32Array.from([1, 2, 0.5]));
  value = node("BatchNormalization", [value, weight("gain", 3), weight("shift", 3), weight("mean", 3), positive]);
  value = node("LeakyRelu", [value], { alpha: float(0.1) });
  value = node("MaxPool", [value], { kernel_shape: ints(2, 2), strides: ints(1, 1), pads: ints(0, 1, 0, 0) });
  value = node("Conv", [value, weight("w1", 4, 3, 2, 1)], { dilations: ints(2, 1), kernel_shape: ints(2, 1) });
  const average = node("AveragePool", [value], { kernel_shape: ints(3, 4), count_include_pad: int(1) });
  const flat = node("Reshape", [average, graph.int64(0, -1)]);
  const global = node("Flatten", [node("GlobalAveragePool", [value])]);
  value = node("Concat", [flat, global], { axis: int(1) });
  value = node("Tanh", [node("Gemm", [value, weight("w2", 6, 8), weight("b2", 6)], { transB: int(1) })]);
  value = node("Add", [node("MatMul", [value, weight("w3", 6, 5)]), weight("b3", 5)]);
  value = node("Mul", [node("Sigmoid", [value]), node("Identity", [value])]);
  value = node("Div", [node("Sub", [value, weight("m", 5)]), graph.constant("float32", [], [2])]);
  graph.nodeNamed("Softmax", [value], ["layer"], { attributes: { axis: int(-1) } });
  graph.output("layer", "float32", ["N", 5]);

  const parent = readParent(encodeModel(graph));
  const region = regionOf(parent.graph, "layer", "full");
  assert.deepEqual(region.boundary, ["image"]);
  assert.deepEqual(
    region.weights.map(({ name }) => name),
    ["w0", "b0", "w1", "w2", "b2", "w3", "b3"],
  );
  const own = new Graph("own");
  const tape = new Tape(own);
  const image = tape.value(own.input("image", "float32", [3, 2, 6, 5]), [3, 2, 6, 5]);
  const weights = region.weights.map(({ name, shape, initial }): [string, Value] => [
    name,
    tape.value(own.initializer(name, "float32", shape, initial), shape),
  ]);
  const layer = convertRegion(tape, region, new Map([["image", image], ...weights]), "layer");
  const total = own.node("ReduceSum", [own.node("Mul", [layer.name, layer.name])], {
    attributes: { keepdims: int(0) },
  });
  const loss = tape.record(total, [], [layer], (gradient) => [
    own.node("Mul", [gradient, own.node("Mul", [layer.name, tape.scalar(2)])]),
  ]);
  const slopes = gradients(
    tape,
    loss,
    weights.map(([, value]) => value),
  );
  own.output(layer.name, "float32", layer.shape);
  for (const slope of slopes) own.output(slope.name, "float32", slope.shape);
  const feeds = { image: new Tensor("float32", values(3 * 2 * 6 * 5), [3, 2, 6, 5]) };
  const [ours, theirs] = [await runGraph(own, feeds), await runGraph(graph, feeds)];
  const distances = Array.from(ours[layer.name]?.data as Float32Array, (value, index) =>
    Math.abs(value - Number(theirs.layer?.data[index])),
  );
  assert.equal(distances.length, 15);
  assert.ok(Math.max(...distances) < 1e-5, `differs by ${Math.max(...distances)}`);
  for (const [index, slope] of slopes.entries()) {
    const data = Array.from(ours[slope.name]?.data as Float32Array);
    assert.ok(
      data.every(Number.isFinite) && data.some((value) => value !== 0),
      `no gradient for ${region.weights[index]?.name}`,
    );
  }
});

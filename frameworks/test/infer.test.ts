import assert from "node:assert/strict";
import { existsSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import type { TaskInfo } from "@blacktail/sdk";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
} from "onnx-buf";
import { body, int } from "../src/graph/attribute.ts";
import { Graph } from "../src/graph/graph.ts";
import { encodeModel } from "../src/graph/model.ts";
import { inferModel, makeDemoDataset, trainSpec } from "../src/index.ts";
import { guardModel } from "../src/inference/guard.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const demo = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
let modelPath = "";
let task: TaskInfo;
let files = 0;

before(async () => {
  const trained = await trainSpec({
    ...trainJob({ path: demo, target: "fails", config: { members: 2 } }),
    outDir: folder,
  });
  modelPath = trained.artifactPath;
  task = trained.task;
});

const infer = (content: string | Uint8Array, options: Partial<Parameters<typeof inferModel>[0]> = {}) =>
  inferModel({
    modelPath,
    inputPath: writeCsv(folder, `input${files++}.csv`, content),
    outPath: join(folder, `predictions${files}.csv`),
    task,
    ...options,
  });

test("predicts a file with the target and measures itself", async () => {
  const { rows, metrics, path } = await infer(makeDemoDataset({ seed: 50 }));
  assert.equal(rows, 600);
  assert.ok((metrics?.accuracy ?? 0) > 0.93, `accuracy ${metrics?.accuracy}`);
  const lines = readFileSync(path, "utf8").trim().split("\n");
  assert.equal(lines[0], "prediction,probability:no,probability:yes");
  assert.equal(lines.length, 601);
  for (const line of lines.slice(1)) {
    const [label, no, yes] = line.split(",");
    assert.equal(label, Number(yes) > Number(no) ? "yes" : "no");
    assert.ok(Math.abs(Number(yes) + Number(no) - 1) < 1e-5);
  }
});

test("a file may be as large as one to train on, since its rows pass through", async () => {
  const path = writeCsv(folder, "large.csv", makeDemoDataset({ seed: 50 }));
  const predict = () => inferModel({ modelPath, task, inputPath: path, outPath: join(folder, "large-out.csv") });
  // Beyond its rows the file is a hole, which reads as zeros: it is looked into, where a limit would refuse its size.
  truncateSync(path, 2 ** 29);
  await assert.rejects(predict(), withCode("DATA_NOT_TEXT", /is 0, as in binary files/));
  truncateSync(path, 8 * 2 ** 30 + 1);
  await assert.rejects(predict(), withCode("DATA_TOO_LARGE", /has 8192 MiB; the limit is 8192 MiB/));
});

test("columns in another order, extra columns, gaps and unseen categories are no obstacle; without a target nothing is measured", async () => {
  const { rows, metrics } = await infer("note,material,load_kn,vibration_mm_s,temperature_c\nhi,wood,9,2,50\nho,,,,\n");
  assert.equal(rows, 2);
  assert.equal(metrics, undefined);
});

test("a quantity is predicted in its unit", async () => {
  const data = `x,y\n${Array.from({ length: 80 }, (_, row) => `${row % 9},${500 + 3 * (row % 9) + (row % 2)}.5`).join("\n")}\n`;
  const path = writeCsv(folder, "line.csv", data);
  const trained = await trainSpec({
    ...trainJob({ path, target: "y", config: { members: 1 } }),
    outDir: join(folder, "line"),
  });
  const result = await infer("x\n0\n8\n", { modelPath: trained.artifactPath, task: trained.task });
  const [header, low, high] = readFileSync(result.path, "utf8").trim().split("\n");
  assert.equal(header, "prediction");
  assert.ok(Math.abs(Number(low) - 501) < 3 && Math.abs(Number(high) - 525) < 3, `${low} ${high}`);
});

test("wrong data is refused and leaves nothing behind", async () => {
  const outPath = join(folder, "never.csv");
  const full = "temperature_c,vibration_mm_s,load_kn,material\n";
  await assert.rejects(
    infer("temperature_c,load_kn\n1,2\n", { outPath }),
    withCode("DATA_COLUMN_MISSING", /lacks the columns "vibration_mm_s", "material"/),
  );
  await assert.rejects(infer(full, { outPath }), withCode("DATA_NO_ROWS", /no rows/));
  await assert.rejects(infer(`${full}1,2,3,steel\n1,2\n`, { outPath }), withCode("DATA_RAGGED", /Line 3/));
  await assert.rejects(infer("", { outPath }), withCode("DATA_EMPTY"));
  assert.ok(!existsSync(outPath) && !existsSync(`${outPath}.partial`));
});

test("a model file that is missing, too large, or no model is refused", async () => {
  await assert.rejects(infer("a\n1\n", { modelPath: join(folder, "no.onnx") }), withCode("MODEL_NOT_FOUND"));
  await assert.rejects(infer("a\n1\n", { maxModelBytes: 100 }), withCode("MODEL_TOO_LARGE", /limit is 100/));
  await assert.rejects(infer("a\n1\n", { modelPath: demo }), withCode("MODEL_INVALID"));
  const half = writeCsv(folder, "half.onnx", readFileSync(modelPath).subarray(0, 900));
  await assert.rejects(infer("a\n1\n", { modelPath: half }), withCode("MODEL_INVALID"));
});

test("a manifest of another model is refused", async () => {
  const other: TaskInfo = { ...task, columns: [{ name: "height", type: "number" }] };
  await assert.rejects(infer("height\n1\n", { task: other }), withCode("MODEL_UNLIKE_TASK", /also wants/));
  const more: TaskInfo = { ...task, columns: [...(task.columns ?? []), { name: "height", type: "number" }] };
  await assert.rejects(infer("height\n1\n", { task: more }), withCode("MODEL_UNLIKE_TASK", /does not take "height"/));
  const fewer: TaskInfo = { ...task, classes: ["no", "perhaps", "yes"] };
  await assert.rejects(
    infer(makeDemoDataset({ seed: 1 }), { task: fewer }),
    withCode("MODEL_UNLIKE_TASK", /probabilities/),
  );
});

test("inference ends at its limit of time and on abort", async () => {
  const long = `temperature_c,vibration_mm_s,load_kn,material\n${"1,2,3,steel\n".repeat(1_500_000)}`;
  const inputPath = writeCsv(folder, "long.csv", long);
  await assert.rejects(infer("", { inputPath, limits: { wallSeconds: 1 } }), withCode("LIMIT_WALL"));
  await assert.rejects(infer("", { inputPath, signal: AbortSignal.timeout(700) }), withCode("RUN_ABORTED"));
});

/** The trained model with one thing changed. */
function changed(change: (model: ModelProto) => void): Uint8Array {
  const model = fromBinary(ModelProtoSchema, readFileSync(modelPath));
  change(model);
  return toBinary(ModelProtoSchema, model);
}

/** A model of one Loop whose rounds come from a value of that name. */
function looping(rounds: "input" | number): Uint8Array {
  const graph = new Graph("loop");
  const trips = rounds === "input" ? graph.input("rounds", "int64", []) : graph.constant("int64", [], [rounds]);
  const inner = graph.nested("round");
  inner.input("index", "int64", []);
  inner.input("go", "bool", []);
  const next = inner.node("Identity", ["go"]);
  inner.output(next, "bool", []);
  graph.nodeNamed("Loop", [trips, ""], [], { attributes: { body: body(inner.toProto()) } });
  return encodeModel(graph);
}

function nested(depth: number): Uint8Array {
  const graph = new Graph("nested");
  let inner = graph.nested("innermost");
  for (let level = 0; level <= depth; level++) {
    const outer = level === depth ? graph : graph.nested(`level${level}`);
    outer.nodeNamed("Scan", [], [], { attributes: { body: body(inner.toProto()), num_scan_inputs: int(0) } });
    inner = outer;
  }
  return encodeModel(graph);
}

const hostile: [string, () => Uint8Array, RegExp][] = [
  [
    "a tensor in another file",
    () =>
      changed(({ graph }) => {
        const tensor = graph?.initializer[0] ?? assert.fail();
        tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
        tensor.externalData = [create(StringStringEntryProtoSchema, { key: "location", value: "/etc/passwd" })];
      }),
    /refers to another file/,
  ],
  [
    "operators of another domain",
    () =>
      changed(
        ({ graph }) => void graph?.node.push(create(NodeProtoSchema, { domain: "com.microsoft", opType: "Attention" })),
      ),
    /com\.microsoft\.Attention/,
  ],
  [
    "an import of another domain",
    () =>
      changed(
        (model) => void model.opsetImport.push(create(OperatorSetIdProtoSchema, { domain: "evil", version: 1n })),
      ),
    /"evil"/,
  ],
  [
    "a future operator set",
    () => changed(({ opsetImport }) => void Object.assign(opsetImport[0] ?? {}, { version: 99n })),
    /operator set 99/,
  ],
  ["a future format", () => changed((model) => void Object.assign(model, { irVersion: 99n })), /IR version 99/],
  [
    "a tensor of absurd size",
    () => changed(({ graph }) => void Object.assign(graph?.initializer[0] ?? {}, { dims: [1n << 40n, 1n << 40n] })),
    /more than 268435456 values/,
  ],
  [
    "a negative size",
    () => changed(({ graph }) => void Object.assign(graph?.initializer[0] ?? {}, { dims: [-1n] })),
    /negative size/,
  ],
  ["a Loop of unknown length", () => looping("input"), /without a fixed number of rounds/],
  ["a Loop of absurd length", () => looping(1_000_000_000), /1000000000 rounds/],
  ["deeply nested graphs", () => nested(20), /nested more than 16 deep/],
];
for (const [name, model, message] of hostile) {
  test(`a model with ${name} is refused`, () =>
    assert.throws(() => guardModel(model()), withCode("MODEL_REFUSED", message)));
}

test("a hostile model is refused before it is loaded", async () => {
  const path = writeCsv(folder, "hostile.onnx", looping("input"));
  await assert.rejects(infer("a\n1\n", { modelPath: path }), withCode("MODEL_REFUSED", /Loop/));
});

test("a Loop of few rounds passes the guard", () => {
  guardModel(looping(10));
});

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TaskInfo } from "@blacktail/sdk";
import { int } from "../src/graph/attribute.ts";
import { Graph } from "../src/graph/graph.ts";
import { encodeModel } from "../src/graph/model.ts";
import { floatText } from "../src/inference/floatText.ts";
import { inferModel } from "../src/inferModel.ts";
import { adjustedRandIndex } from "../src/metrics/adjustedRandIndex.ts";
import { rareness } from "../src/metrics/rareness.ts";
import { rocAuc } from "../src/metrics/rocAuc.ts";
import { temporaryFolder, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const X: TaskInfo["columns"] = [{ name: "x", type: "number" }];
let files = 0;

/** Runs a model of one number column x on a file; the model is built by `build`. */
async function infer(task: TaskInfo, build: (graph: Graph, x: string) => void, content: string) {
  const graph = new Graph("made");
  build(graph, graph.input("x", "float32", ["N", 1]));
  const modelPath = join(folder, `model${files++}.onnx`);
  writeFileSync(modelPath, encodeModel(graph));
  const inputPath = writeCsv(folder, `input${files}.csv`, content);
  const { metrics, path } = await inferModel({ modelPath, inputPath, outPath: join(folder, `out${files}.csv`), task });
  return { metrics, lines: readFileSync(path, "utf8").trim().split("\n") };
}

/** "low" where x < 0, with certainty. */
function signs(graph: Graph, x: string): void {
  const low = graph.node("Less", [x, graph.constant("float32", [], [0])]);
  const positive = graph.node("Cast", [graph.node("Not", [low])], { attributes: { to: int(1) } });
  const negative = graph.node("Cast", [low], { attributes: { to: int(1) } });
  graph.nodeNamed("Concat", [negative, positive], ["probabilities"], { attributes: { axis: int(1) } });
  const best = graph.node("ArgMax", ["probabilities"], { attributes: { axis: int(1), keepdims: int(0) } });
  graph.nodeNamed("Gather", [graph.initializer("names", "string", [2], ["low", "high"]), best], ["label"]);
  graph.output("label", "string", ["N"]);
  graph.output("probabilities", "float32", ["N", 2]);
}

const magnitude = (graph: Graph, x: string) => {
  graph.nodeNamed("Squeeze", [graph.node("Abs", [x]), graph.int64(1)], ["label"]);
  graph.output("label", "float32", ["N"]);
};

const pair = (graph: Graph, x: string) => {
  graph.nodeNamed("Concat", [x, graph.node("Neg", [x])], ["embedding"], { attributes: { axis: int(1) } });
  graph.output("embedding", "float32", ["N", 2]);
};

test("clusters and actions are names with probabilities; clusters are scored whatever the groups are called", async () => {
  for (const kind of ["clustering", "control"] as const) {
    const { metrics, lines } = await infer({ kind, classes: ["low", "high"], columns: X }, signs, "x\n-1\n2\n");
    assert.deepEqual(lines, [
      "prediction,probability:low,probability:high",
      "low,1.00000,0.00000",
      "high,0.00000,1.00000",
    ]);
    assert.equal(metrics, undefined);
  }
  const clusters: TaskInfo = { kind: "clustering", target: "kind", classes: ["low", "high"], columns: X };
  const scored = await infer(clusters, signs, "x,kind\n-1,a\n-2,a\n1,b\n2,b\n3,\n");
  assert.deepEqual(scored.metrics, { ari: 1 });
  const actions: TaskInfo = { kind: "control", target: "action", classes: ["low", "high"], columns: X };
  const judged = await infer(actions, signs, "x,action\n-1,low\n-2,high\n");
  assert.equal(judged.metrics?.accuracy, 0.5);
});

test("an anomaly is a score, measured against the rarer kinds of rows", async () => {
  const task: TaskInfo = { kind: "anomaly", target: "state", columns: X };
  const { metrics, lines } = await infer(task, magnitude, "x,state\n0.1,ok\n-5,broken\n0.2,ok\n,ok\n-6,odd\n7,\n");
  assert.deepEqual(lines, ["score", "0.1", "5", "0.2", "NaN", "6", "7"]);
  assert.equal(Object.keys(metrics ?? {}).join(), "rocAuc");
  const plain = await infer({ kind: "anomaly", columns: X }, magnitude, "x\n1\n");
  assert.equal(plain.metrics, undefined);
  const alike = await infer(task, magnitude, "x,state\n1,ok\n2,ok\n");
  assert.equal(alike.metrics, undefined);
});

test("an embedding has a column per dimension", async () => {
  const task: TaskInfo = { kind: "embedding", dimensions: 2, columns: X };
  const { lines, metrics } = await infer(task, pair, "x,note\n1.5,a\n-2,b\n");
  assert.deepEqual(lines, ["dimension 1,dimension 2", "1.5,-1.5", "-2,2"]);
  assert.equal(metrics, undefined);
});

test("a text column reaches the model as it is", async () => {
  const graph = new Graph("text");
  graph.input("words", "string", ["N", 1]);
  graph.nodeNamed("Squeeze", [graph.node("StringConcat", ["words", "words"]), graph.int64(1)], ["label"]);
  graph.output("label", "string", ["N"]);
  const shape = graph.node("Shape", ["words"], { attributes: { end: int(1) } });
  const two = graph.node("Concat", [shape, graph.int64(2)], { attributes: { axis: int(0) } });
  graph.nodeNamed("Expand", [graph.constant("float32", [1, 1], [0.5]), two], ["probabilities"]);
  graph.output("probabilities", "float32", ["N", 2]);
  const modelPath = join(folder, "text.onnx");
  writeFileSync(modelPath, encodeModel(graph));
  const columns: TaskInfo["columns"] = [{ name: "words", type: "text" }];
  const { path } = await inferModel({
    modelPath,
    inputPath: writeCsv(folder, "text.csv", 'words,n\n"Hello, you",1\nno,2\n'),
    outPath: join(folder, "texts.csv"),
    task: { kind: "classification", classes: ["a", "b"], columns },
  });
  const [, first, second] = readFileSync(path, "utf8").split("\n");
  assert.deepEqual([first, second], ['"Hello, youHello, you",0.500000,0.500000', "nono,0.500000,0.500000"]);
});

test("a model that returns something else than its kind is refused", async () => {
  const rejects = (task: TaskInfo, build: typeof pair, message: RegExp) =>
    assert.rejects(infer(task, build, "x\n1\n"), withCode("MODEL_UNLIKE_TASK", message));
  await rejects({ kind: "embedding", dimensions: 2, columns: X }, magnitude, /does not return "embedding"/);
  await rejects({ kind: "embedding", dimensions: 3, columns: X }, pair, /\[1, 2\] for 1 rows and 3 dimensions/);
  await rejects({ kind: "anomaly", columns: X }, signs, /labels are string/);
  await rejects({ kind: "clustering", classes: ["a", "b"], columns: X }, magnitude, /does not return "probabilities"/);
});

test("a model of columns that is said to write texts is refused", async () => {
  const text: TaskInfo = { kind: "generation", text: { context: 64 } };
  await assert.rejects(infer(text, magnitude, "x\n1\n"), withCode("MODEL_UNLIKE_TASK", /no language model/));
});

test("the adjusted Rand index is that of the literature", () => {
  assert.equal(adjustedRandIndex(["a", "a", "b", "b"], [7, 7, 3, 3]), 1);
  assert.equal(adjustedRandIndex(["a", "a", "a"], [0, 0, 0]), 1);
  const crossed = adjustedRandIndex(["a", "a", "b", "b"], [0, 1, 0, 1]);
  assert.ok(Math.abs(crossed + 0.5) < 1e-12, `${crossed}`);
  // 3 groups of 2 against 2 groups of 3: 2 pairs agree, 6 × 3 / 15 = 1.2 are expected, 4.5 is the most.
  const actual = adjustedRandIndex([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1]);
  assert.ok(Math.abs(actual - (2 - 1.2) / (4.5 - 1.2)) < 1e-12, `${actual}`);
});

test("the area under the ROC curve counts ties half and needs both kinds", () => {
  assert.equal(rocAuc([1, 2, 3, 4], [false, false, true, true]), 1);
  assert.equal(rocAuc([4, 3, 2, 1], [false, false, true, true]), 0);
  assert.equal(rocAuc([1, 1, 1, 2], [false, true, true, false]), 0.25);
  assert.equal(rocAuc([1, 2], [true, true]), undefined);
  assert.deepEqual(rareness(["b", "a", "a", "c"]), [true, false, false, true]);
});

test("numbers are written as short as they can be read back", () => {
  for (const value of [0.1, 1 / 3, 1e-30, 123456.789, 16777217, -0, Number.NaN, Number.POSITIVE_INFINITY]) {
    const narrow = Math.fround(value);
    assert.ok(Object.is(Math.fround(Number(floatText(narrow))), narrow === 0 ? 0 : narrow), floatText(narrow));
  }
  assert.equal(floatText(Math.fround(0.1)), "0.1");
});

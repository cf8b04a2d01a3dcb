import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { digestToCid, JobSpec } from "@blacktail/sdk";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from "onnx-buf";
import { voting } from "../src/ensemble/voting.ts";
import { createWeigher } from "../src/ensemble/weigh.ts";
import type { TrainContext } from "../src/family.ts";
import { inferModel, makeDemoDataset, type TrainResult, trainSpec } from "../src/index.ts";
import { guardModel } from "../src/inference/guard.ts";
import { createRandom } from "../src/random.ts";
import { noCheckpoints } from "../src/runner/checkpoints.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
let runs = 0;
const outDir = () => join(folder, `out${runs++}`);
const demo = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
const quantities = writeCsv(folder, "quantities.csv", quantityTable());

/** A quantity with a curve, a category's effect and noise. */
function quantityTable(): string {
  const random = createRandom(21);
  const lines = Array.from({ length: 300 }, () => {
    const [x, y] = [random.uniform() * 4 - 2, random.uniform() * 4 - 2];
    const kind = ["a", "b", "c"][random.below(3)] ?? "a";
    const value = 3 * x + y * y + (kind === "b" ? 4 : 0) + (random.uniform() - 0.5) * 2 + 1_000;
    return `${x.toFixed(3)},${y.toFixed(3)},${kind},${value.toFixed(3)}`;
  });
  return `x,y,kind,value\n${lines.join("\n")}\n`;
}

function ensembleJob(
  name: string,
  path: string,
  target: string,
  config: Record<string, unknown> = {},
  parents: string[] = [],
) {
  const { spec, inputs } = trainJob({ path, target, framework: `ensemble/${name}`, config });
  const given = parents.map((parent) => {
    const bytes = readFileSync(parent);
    const digest = `0x${createHash("sha256").update(bytes).digest("hex")}` as const;
    inputs.set(digest, parent);
    return { role: "parent", format: "onnx", digest, cid: digestToCid(digest), size: bytes.length };
  });
  return { spec: JobSpec.parse({ ...spec, data: [...spec.data, ...given] }), inputs };
}

/** Predictions of a model, first column, as the file of `infer` has them. */
async function predictions(
  { artifactPath, task }: TrainResult,
  inputPath: string,
): Promise<{ lines: string[][]; metrics: Record<string, number> }> {
  const outPath = join(folder, `predictions${runs++}.csv`);
  const { metrics = {} } = await inferModel({ modelPath: artifactPath, inputPath, outPath, task });
  const lines = readFileSync(outPath, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  return { lines, metrics };
}

const quick = { epochs: 10, rounds: 15 };

for (const [name, config] of [
  ["bagging", { ...quick, members: 3, model: "mlp", hidden: [8] }],
  ["bagging", { ...quick, members: 3, model: "trees" }],
  ["stacking", { ...quick, folds: 3, hidden: [8] }],
] as const) {
  test(`${name} of ${"model" in config ? config.model : "all kinds"}: one file of raw columns, the same bytes for 1 and 2 threads`, async () => {
    const job = ensembleJob(name, demo, "fails", config);
    const one = await trainSpec({ ...job, outDir: outDir() });
    assert.ok((one.metrics.accuracy ?? 0) > 0.9, `accuracy ${one.metrics.accuracy}`);
    assert.ok((one.metrics.bestMember ?? 0) > 0.85 && (one.metrics.bestMember ?? 2) <= 1);
    if (name === "bagging") assert.ok(Math.abs((one.metrics.outOfBag ?? 0) - (one.metrics.accuracy ?? 0)) < 0.1);
    assert.ok(one.report.confusion !== undefined && one.report.curves.length > 0);
    assert.equal(one.report.importance?.metric, "accuracy");
    assert.ok((one.report.importance?.columns[0]?.value ?? 0) > 0.05);
    assert.equal(one.report.importance?.columns.length, one.task.columns?.length);
    guardModel(readFileSync(one.artifactPath));
    assert.equal((await trainSpec({ ...job, outDir: outDir(), threads: 2 })).digest, one.digest);
    const { metrics, lines } = await predictions(one, demo);
    assert.ok((metrics.accuracy ?? 0) > 0.9);
    assert.ok(lines.every(([, no, yes]) => Math.abs(Number(no) + Number(yes) - 1) < 1e-4));
  });

  test(`${name} of ${"model" in config ? config.model : "all kinds"} estimates a quantity`, async () => {
    const result = await trainSpec({ ...ensembleJob(name, quantities, "value", config), outDir: outDir() });
    assert.equal(result.task.kind, "regression");
    assert.ok((result.metrics.r2 ?? 0) > 0.6, `r2 ${result.metrics.r2}`);
    assert.ok((result.report.scatter?.points.length ?? 0) > 0);
    assert.equal(result.report.importance?.columns[0]?.name, "x");
    const { metrics } = await predictions(result, quantities);
    assert.ok((metrics.r2 ?? 0) > 0.6, `r2 of the file ${metrics.r2}`);
  });
}

/** Weights by all rows at once and by each alone, which must be the same. */
function weigh(answers: number[][], values: number[], classes?: number): number[] {
  const [whole, parts] = [createWeigher(answers.length, classes), createWeigher(answers.length, classes)];
  whole.add(answers, values);
  const width = classes ?? 1;
  for (const [row, value] of values.entries()) {
    parts.add(
      answers.map((answer) => answer.slice(row * width, (row + 1) * width)),
      [value],
    );
  }
  assert.deepEqual(parts.weights(), whole.weights());
  return whole.weights();
}

test("weights by validation are those of the likeliest mixture, or by error", () => {
  const truths = [0, 1, 0, 1, -1];
  const sharp = [0.9, 0.1, 0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.5, 0.5];
  const blunt = truths.flatMap(() => [0.5, 0.5]);
  const [best = 0, worst = 1] = weigh([sharp, blunt], truths, 2);
  assert.ok(best > 0.999 && worst < 0.001);
  assert.deepEqual(weigh([blunt, blunt], truths, 2), [0.5, 0.5]);
  assert.deepEqual(weigh([blunt, blunt], [-1, -1, -1, -1, -1], 2), [0.5, 0.5]);
  const [near = 0, far = 0] = weigh(
    [
      [1, 2],
      [3, 4],
    ],
    [0, 1],
  );
  assert.ok(Math.abs(near - 0.9) < 1e-9 && Math.abs(far - 0.1) < 1e-9);
});

/** Models that vote. */
const parents: Record<string, TrainResult> = {};
before(async () => {
  const supervised = (path: string, target: string, config: Record<string, unknown>) =>
    trainSpec({ ...trainJob({ path, target, config: { ...config, members: 1, epochs: 20 } }), outDir: outDir() });
  parents.linear = await supervised(demo, "fails", { model: "linear" });
  parents.mlp = await supervised(demo, "fails", { model: "mlp", hidden: [8] });
  parents.narrow = await supervised(demo, "fails", { model: "linear", ignore: ["load_kn"] });
  parents.quantity = await supervised(quantities, "value", { model: "linear" });
  const turned = readFileSync(demo, "utf8").replaceAll(/,no$/gm, ",zero").replaceAll(/,yes$/gm, ",one");
  parents.turned = await supervised(writeCsv(folder, "turned.csv", turned), "fails", { model: "linear" });
});
const paths = (...names: string[]) => names.map((name) => parents[name]?.artifactPath ?? "");

test("votes are the weighted mean of the parents' probabilities, from the union of their columns", async () => {
  for (const weights of ["equal", "validation"]) {
    const job = ensembleJob("voting", demo, "fails", { weights }, paths("linear", "mlp", "narrow"));
    const joint = await trainSpec({ ...job, outDir: outDir() });
    assert.equal((await trainSpec({ ...job, outDir: outDir(), threads: 2 })).digest, joint.digest);
    guardModel(readFileSync(joint.artifactPath));
    assert.deepEqual(joint.task.classes, ["no", "yes"]);
    assert.ok(joint.task.columns?.some(({ name }) => name === "load_kn"));
    const shares = (joint.manifest.details as { members: { weight: number }[] }).members.map(({ weight }) => weight);
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    if (weights === "equal") assert.deepEqual(new Set(shares).size, 1);
    const { importance } = joint.report;
    assert.equal(importance?.metric, "accuracy");
    assert.deepEqual(
      new Set(importance?.columns.map(({ name }) => name)),
      new Set(joint.task.columns?.map(({ name }) => name)),
    );
    assert.ok((importance?.columns[0]?.value ?? 0) > 0.05);
    const said: string[][][] = [];
    for (const name of ["linear", "mlp", "narrow"])
      said.push((await predictions(parents[name] as TrainResult, demo)).lines);
    const { lines, metrics } = await predictions(joint, demo);
    assert.ok((metrics.accuracy ?? 0) > 0.9);
    lines.forEach(([label, , yes], row) => {
      const expected = said.reduce((sum, member, index) => sum + (shares[index] ?? 0) * Number(member[row]?.[2]), 0);
      assert.ok(Math.abs(Number(yes) - expected) < 1e-4, `row ${row}: ${yes}, not ${expected}`);
      if (Math.abs(expected - 0.5) > 1e-3) assert.equal(label, expected > 0.5 ? "yes" : "no");
    });
    assert.ok((joint.metrics.accuracy ?? 0) >= 0.9 && (joint.metrics.bestMember ?? 0) >= 0.9);
  }
});

/** A parent changed as somebody might: the file of one, decoded, altered and written again. */
function altered(name: string, change: (model: ModelProto) => void): string {
  const model = fromBinary(ModelProtoSchema, readFileSync(parents[name]?.artifactPath ?? ""));
  change(model);
  const path = join(folder, `altered${runs++}.onnx`);
  writeFileSync(path, toBinary(ModelProtoSchema, model));
  return path;
}

function changeTask(model: ModelProto, change: (text: string) => string): void {
  const entry = model.metadataProps.find(({ key }) => key === "blacktail.task");
  assert.ok(entry !== undefined);
  assert.notEqual(change(entry.value), entry.value, "the change changes something");
  entry.value = change(entry.value);
}

test("classes are joined by their names, whatever their order", async () => {
  const reversed = altered("linear", (model) => {
    const { graph } = model;
    const last = graph?.node.find(({ output }) => output.includes("probabilities"));
    assert.ok(graph !== undefined && last !== undefined);
    last.output = ["straight"];
    const axis = create(AttributeProtoSchema, { name: "axis", type: AttributeProto_AttributeType.INT, i: 1n });
    graph.node.push(
      create(NodeProtoSchema, {
        opType: "Gather",
        input: ["straight", "swap"],
        output: ["probabilities"],
        attribute: [axis],
      }),
    );
    graph.initializer.push(
      create(TensorProtoSchema, {
        name: "swap",
        dims: [2n],
        dataType: TensorProto_DataType.INT64,
        int64Data: [1n, 0n],
      }),
    );
    changeTask(model, (text) => text.replace('["no","yes"]', '["yes","no"]'));
  });
  const joint = await trainSpec({
    ...ensembleJob("voting", demo, "fails", {}, [reversed, ...paths("linear")]),
    outDir: outDir(),
  });
  assert.deepEqual(joint.task.classes, ["yes", "no"]);
  const one = (await predictions(parents.linear as TrainResult, demo)).lines;
  const { lines } = await predictions(joint, demo);
  // Both parents say the same, so their vote does as well.
  lines.forEach(([, yes], row) => {
    assert.ok(Math.abs(Number(yes) - Number(one[row]?.[2])) < 1e-4);
  });
});

test("quantities are voted on", async () => {
  const stacked = await trainSpec({
    ...ensembleJob("stacking", quantities, "value", { ...quick, folds: 3, models: ["trees"] }),
    outDir: outDir(),
  });
  // An ensemble may be a parent itself.
  const job = ensembleJob("voting", quantities, "value", { weights: "validation" }, [
    stacked.artifactPath,
    ...paths("quantity"),
  ]);
  const { metrics, task, report, warnings } = await trainSpec({ ...job, outDir: outDir() });
  assert.equal(task.kind, "regression");
  assert.ok((metrics.r2 ?? 0) > 0.8, `r2 ${metrics.r2}`);
  assert.equal(report.importance?.columns[0]?.name, "x");
  assert.match(warnings.join(" "), /another seed, another split or a test file/);
});

/** Votes in this very process: what is refused needs no process of its own. */
const vote = (job: Pick<TrainContext, "spec" | "inputs">) =>
  voting.train({
    ...job,
    threads: 1,
    device: "cpu",
    checkpoints: noCheckpoints,
    scratch: folder,
    onProgress: () => undefined,
  });

test("parents that do not fit are refused in a sentence", async () => {
  const cases: [name: string, given: string[], code: string, words: RegExp][] = [
    ["one alone", paths("linear"), "PARENT_UNLIKE", /names 1 parents/],
    ["one twice", paths("linear", "mlp", "linear"), "PARENT_UNLIKE", /Parent 3 is parent 1 again/],
    [
      "other classes",
      paths("linear", "turned"),
      "PARENT_UNLIKE",
      /does not know "no", "yes" and also knows "one", "zero"/,
    ],
    ["another kind", paths("linear", "quantity"), "PARENT_UNLIKE", /Parent 2 is a model of regression/],
    [
      "a cluster model",
      [
        ...paths("linear"),
        altered("mlp", (model) =>
          changeTask(model, (text) => text.replace("classification", "clustering").replace('"target":"fails",', "")),
        ),
      ],
      "PARENT_UNLIKE",
      /a model of clustering/,
    ],
    [
      "another target",
      [...paths("linear"), altered("mlp", (model) => changeTask(model, (text) => text.replace('"fails"', '"breaks"')))],
      "PARENT_UNLIKE",
      /predicts "breaks", and the data is to be measured by "fails"/,
    ],
    [
      "a column of another type",
      [
        ...paths("linear"),
        altered("mlp", (model) =>
          changeTask(model, (text) => text.replace('"load_kn","type":"number"', '"load_kn","type":"category"')),
        ),
      ],
      "PARENT_UNLIKE",
      /"load_kn" as a category, and another parent as a number/,
    ],
    [
      "no task",
      [...paths("linear"), altered("mlp", (model) => (model.metadataProps = []))],
      "PARENT_UNLIKE",
      /Parent 2 does not say what it predicts/,
    ],
    [
      "a task that is no task",
      [...paths("linear"), altered("mlp", (model) => changeTask(model, () => '{"kind":"oracle"}'))],
      "PARENT_UNLIKE",
      /in a form that cannot be read/,
    ],
    [
      "other operators",
      [
        ...paths("linear"),
        altered("mlp", (model) => (model.opsetImport = [create(OperatorSetIdProtoSchema, { version: 17n })])),
      ],
      "PARENT_UNLIKE",
      /version 17 of the operators "ai.onnx"/,
    ],
    [
      "files of its own",
      [
        ...paths("linear"),
        altered("mlp", ({ graph }) => {
          const [tensor] = graph?.initializer ?? [];
          if (tensor !== undefined) tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
        }),
      ],
      "MODEL_REFUSED",
      /refers to another file/,
    ],
    [
      "no model at all",
      [...paths("linear"), writeCsv(folder, "parent.onnx", "a,b\n1,2\n")],
      "MODEL_INVALID",
      /not an ONNX model/,
    ],
  ];
  for (const [name, given, code, words] of cases) {
    const job = ensembleJob("voting", demo, "fails", {}, given);
    await assert.rejects(vote(job), withCode(code, words), name);
  }
});

test("data that lacks the models' columns or their target is refused", async () => {
  const [header = "", ...rows] = readFileSync(demo, "utf8").trim().split("\n");
  const narrow = writeCsv(folder, "narrow.csv", `${header.replace("load_kn", "load")}\n${rows.join("\n")}\n`);
  const job = (path: string, target: string) => ensembleJob("voting", path, target, {}, paths("linear", "mlp"));
  await assert.rejects(vote(job(narrow, "fails")), withCode("DATA_COLUMN_MISSING", /load_kn/));
  const aimless = writeCsv(folder, "aimless.csv", `${header.replace("fails", "broke")}\n${rows.join("\n")}\n`);
  await assert.rejects(vote(job(aimless, "fails")), withCode("TARGET_UNKNOWN", /no column "fails"/));
  const empty = writeCsv(
    folder,
    "empty.csv",
    `${header}\n${rows
      .slice(0, 5)
      .map((row) => row.replace(/(yes|no)$/, ""))
      .join("\n")}\n`,
  );
  await assert.rejects(vote(job(empty, "fails")), withCode("DATA_NO_ROWS"));
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { Tape } from "../src/autodiff/tape.ts";
import { readTable } from "../src/csv/table.ts";
import { Graph } from "../src/graph/graph.ts";
import { makeDemoDataset, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { network, networkParameters } from "../src/runner/network.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { openSession } from "../src/runner/session.ts";
import { type Layers, mergeMembers } from "../src/supervised/ensemble.ts";
import { softmaxRows } from "../src/supervised/problem.ts";
import { encodeRows } from "../src/tables/encode.ts";
import { encoderGraph } from "../src/tables/encoderGraph.ts";
import { type Encoder, fitEncoders } from "../src/tables/encoders.ts";
import { runGraph } from "./support/run.ts";
import { temporaryFolder, trainJob, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();

/** Features of raw columns, by the encoder's own graph. */
async function encode(encoders: Encoder[], feeds: Record<string, Tensor>): Promise<number[]> {
  const tape = new Tape(new Graph("encode"));
  const features = encoderGraph(tape, encoders);
  tape.graph.output(features.name, "float32", features.shape);
  const results = await runGraph(tape.graph, feeds);
  return Array.from(results[features.name]?.data as Float32Array);
}

const column = (...values: number[]) => new Tensor("float32", Float32Array.from(values), [values.length, 1]);
const words = (...values: string[]) => new Tensor("string", values, [values.length, 1]);

test("numbers are filled, cut and standardised, and gaps are marked", async () => {
  const x: Encoder = { type: "number", name: "x", fill: 4, low: -10, high: 10, mean: 2, deviation: 2, indicator: true };
  const actual = await encode([x], { x: column(6, Number.NaN, Number.POSITIVE_INFINITY, -1e30) });
  assert.deepEqual(actual, [2, 0, 1, 1, 4, 0, -6, 0]);
});

test("unseen categories go to the rare ones' bucket, or are all zeros where there is none", async () => {
  const known: Encoder = { type: "category", name: "label", buckets: ["red", ""], other: false };
  const rare: Encoder = { type: "category", name: "b", buckets: ["red"], other: true };
  const feeds = { "column:label": words("red", "", "blue"), b: words("red", "", "blue") };
  assert.deepEqual(await encode([known, rare], feeds), [1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1]);
});

test("encoders are learned from the training rows only", async () => {
  const path = writeCsv(folder, "fit.csv", "x,k\n1,a\n3,a\n,b\n5,b\n1000,c\n");
  const table = await readTable(path);
  const features = table.columns.map((item, index) => ({
    column: item,
    type: index === 0 ? ("number" as const) : ("category" as const),
  }));
  const config = { impute: "median" as const, missingIndicator: true, maxCategories: 10, maxTerms: 100 };
  const [x, k] = fitEncoders(features, Int32Array.of(0, 1, 2, 3), config, table);
  assert.deepEqual(x, {
    type: "number",
    name: "x",
    fill: 3,
    low: -3,
    high: 9,
    mean: 3,
    deviation: Math.SQRT2,
    indicator: false,
  });
  assert.deepEqual(k, { type: "category", name: "k", buckets: ["a", "b"], other: false });
  const encoded = await encodeRows(table, Int32Array.of(2, 4), [x ?? assert.fail(), k ?? assert.fail()]);
  assert.deepEqual([...encoded], [0, 0, 1, Math.fround(6 / Math.fround(Math.SQRT2)), 0, 0]);
});

for (const hidden of [[], [4], [4, 3]]) {
  test(`members of ${hidden.length} hidden layers merge into one network that computes their mean`, async () => {
    const sizes = [3, ...hidden, 2];
    const members = [1, 2, 3].map((seed) => {
      const parameters = networkParameters(sizes, "tanh", createRandom(seed));
      return {
        weights: parameters.map(({ initial }) => initial.map((value) => value + 0.1)),
        shapes: parameters.map(({ shape }) => shape),
      };
    });
    const scores = async ({ weights, shapes }: Layers) => {
      const tape = new Tape(new Graph("scores"));
      const values = weights.map((data, index) => {
        const shape = shapes[index] ?? [];
        return tape.value(tape.graph.initializer(`w${index}`, "float32", shape, data), shape);
      });
      const x = tape.value(tape.graph.constant("float32", [2, 3], [1, -2, 3, 0.5, 0.25, -1]), [2, 3]);
      const output = network(tape, x, values, "tanh");
      tape.graph.output(output.name, "float32", [2, 2]);
      return Array.from((await runGraph(tape.graph, {}))[output.name]?.data as Float32Array);
    };
    const single = await Promise.all(members.map(scores));
    const merged = await scores(mergeMembers(members));
    merged.forEach((value, index) => {
      const mean = single.reduce((sum, row) => sum + (row[index] ?? 0), 0) / 3;
      assert.ok(Math.abs(value - mean) < 1e-6, `${value} instead of ${mean}`);
    });
  });
}

test("the artifact takes raw columns and gives the labels and metrics that training reported", async () => {
  const csv = makeDemoDataset({ seed: 2 });
  const path = writeCsv(folder, "demo.csv", csv);
  const testPath = writeCsv(folder, "test.csv", makeDemoDataset({ seed: 99 }));
  const { artifactPath, metrics, task } = await trainSpec({
    ...trainJob({ path, testPath, target: "fails", config: { members: 2 } }),
    outDir: folder,
  });
  const bytes = readFileSync(artifactPath);
  const { metadataProps, graph } = fromBinary(ModelProtoSchema, bytes);
  assert.deepEqual(JSON.parse(metadataProps.find(({ key }) => key === "blacktail.task")?.value ?? ""), task);
  assert.deepEqual(
    graph?.input.map(({ name }) => name),
    ["temperature_c", "vibration_mm_s", "load_kn", "material"],
  );

  const session = await openSession(bytes);
  const rows = readFileSync(testPath, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const number = (index: number) => column(...rows.map((row) => (row[index] === "" ? Number.NaN : Number(row[index]))));
  const results = await session.run({
    temperature_c: number(0),
    vibration_mm_s: number(1),
    load_kn: number(2),
    material: words(...rows.map((row) => row[3] ?? "")),
  });
  const labels = results.label?.data as string[];
  const probabilities = results.probabilities?.data as Float32Array;
  assert.deepEqual(results.probabilities?.dims, [600, 2]);
  const right = labels.filter((label, row) => label === rows[row]?.[4]).length;
  assert.equal(right / rows.length, metrics.accuracy);
  const loss = rows.reduce(
    (sum, row, index) => sum - Math.log(probabilities[index * 2 + (row[4] === "yes" ? 1 : 0)] ?? 0),
    0,
  );
  assert.ok(Math.abs(loss / rows.length - (metrics.logLoss ?? 0)) < 1e-6);
  await session.release();
});

test("softmax stays finite for large scores", () => {
  assert.deepEqual([...softmaxRows(Float32Array.of(1_000, 0, -1_000, -1_000), 2)], [1, 0, 0.5, 0.5]);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Tape } from "../src/autodiff/tape.ts";
import { readTable } from "../src/csv/table.ts";
import { Graph } from "../src/graph/graph.ts";
import { inferModel, inspectCsv, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { encoderGraph } from "../src/tables/encoderGraph.ts";
import { featureCount } from "../src/tables/encoders.ts";
import { fitText, MAX_TOKENS, type TextEncoder } from "../src/tables/textEncoder.ts";
import { runGraph } from "./support/run.ts";
import { temporaryFolder, trainJob, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();

/** Reviews whose mood is in a word, or in a pair of words that means nothing by itself. */
function reviews(rows = 400): string[][] {
  const random = createRandom(3);
  const filler = ["the", "film", "we", "saw", "on", "monday", "was", "long", "with", "friends", "and", "tea"];
  const word = () => filler[random.below(filler.length)] ?? "";
  return Array.from({ length: rows }, (_, row) => {
    const good = row % 2 === 0;
    const mood = row % 4 < 2 ? (good ? "Superb!" : "dull,") : good ? "not bad" : "bad not";
    const words = Array.from({ length: 4 + random.below(6) }, word);
    words.splice(random.below(words.length), 0, mood);
    return [words.join(" "), good ? "up" : "down"];
  });
}

async function featuresOf(encoder: TextEncoder, cells: string[]): Promise<number[][]> {
  const tape = new Tape(new Graph("encode"));
  const features = encoderGraph(tape, [encoder]);
  tape.graph.output(features.name, "float32", features.shape);
  const results = await runGraph(tape.graph, { [encoder.name]: new Tensor("string", cells, [cells.length, 1]) });
  const flat = Array.from(results[features.name]?.data as Float32Array);
  const width = featureCount([encoder]);
  return cells.map((_, row) => flat.slice(row * width, (row + 1) * width));
}

test("words count whatever their case and punctuation, pairs only in their order", async () => {
  const path = writeCsv(folder, "words.csv", 'x,t\n1,"Free tea, now"\n2,free TEA!\n3,"tea. (free) tea"\n');
  const [, column = assert.fail()] = (await readTable(path)).columns;
  const encoder = fitText(column, Int32Array.of(0, 1, 2), 10);
  assert.deepEqual(encoder.words, [
    { text: "(free)", term: 0 },
    { text: "free", term: 0 },
    { text: "tea", term: 2 },
    { text: "tea!", term: 2 },
    { text: "tea,", term: 2 },
    { text: "tea.", term: 2 },
  ]);
  assert.deepEqual(
    encoder.pairs.map(({ text, term }) => `${text}: ${term}`),
    ["(free) tea: 1", "free tea: 1", "free tea!: 1", "free tea,: 1"],
  );
  const [one = [], two = [], three = [], none = []] = await featuresOf(encoder, ["FREE tea", "tea, free", "tea", ""]);
  const length = 8 / Math.sqrt(3);
  assert.ok(one.slice(0, 3).every((value) => Math.abs(value - length) < 1e-5));
  assert.equal(two[1], 0);
  assert.deepEqual(three.slice(0, 3), [0, 0, 8]);
  assert.deepEqual(none.slice(0, 3), [0, 0, 0]);
});

test("tokens are counted by their shape: numbers, capitals, money, links", async () => {
  const shapes = Array.from({ length: 8 }, () => ({ mean: 0, deviation: 1 }));
  const encoder: TextEncoder = { type: "text", name: "t", words: [], pairs: [], weights: [], shapes };
  const [counts = []] = await featuresOf(encoder, ["WIN £100 cash! call 08001234567 or www.x.com now? B2"]);
  const rounded = counts.map((value) => Math.round(Math.expm1(value)));
  assert.deepEqual(rounded, [9, 3, 1, 1, 1, 1, 1, 1]);
});

test("what comes after the last token that counts is not looked at, in training as in the model", async () => {
  const long = `${"tea ".repeat(MAX_TOKENS)}free free`;
  const path = writeCsv(folder, "long.csv", `x,t\n1,${long}\n2,${long}\n3,${long}\n`);
  const [, column = assert.fail()] = (await readTable(path)).columns;
  const encoder = fitText(column, Int32Array.of(0, 1, 2), 10);
  assert.deepEqual(encoder.words, [{ text: "tea", term: 0 }]);
  const [whole = [], cut = []] = await featuresOf(encoder, [long, "tea ".repeat(MAX_TOKENS)]);
  const terms = encoder.weights.length;
  assert.ok((whole[0] ?? 0) > 1);
  assert.deepEqual(whole.slice(0, terms), cut.slice(0, terms));
});

test("a token of a million signs or capitals is read as soon as any other", async () => {
  const long = 1_000_000;
  const values = [`a${"!".repeat(long)}b`, `${"A".repeat(long)}a`, `${"1".repeat(long)}x`, "TEA, tea"];
  const column = { name: "t", codes: Int32Array.of(0, 1, 2, 3), values };
  const encoder = fitText(column, Int32Array.of(0, 1, 2, 3), 10);
  const [, , , tea = []] = await featuresOf(encoder, ["a", "b", "c", "TEA, tea"]);
  // Two tokens, one of them in capitals.
  const counts = tea.map((value, shape) => {
    const { mean = 0, deviation = 1 } = encoder.shapes[shape - encoder.weights.length] ?? {};
    return Math.round(Math.expm1(value * deviation + mean));
  });
  assert.deepEqual(counts.slice(encoder.weights.length), [2, 0, 0, 1, 0, 0, 0, 0]);
});

test("a column of free text is learned from, and the model takes it raw", async () => {
  const rows = reviews();
  const csv = (part: string[][]) =>
    `text,mood\n${part.map((row) => row.map((cell) => `"${cell}"`).join(",")).join("\n")}\n`;
  const path = writeCsv(folder, "reviews.csv", csv(rows.slice(0, 300)));
  const report = await inspectCsv({ path, target: "mood" });
  assert.deepEqual(report.warnings, []);
  assert.equal(report.columns[0]?.type, "text");
  const job = trainJob({ path, target: "mood", config: { members: 1 } });
  const { artifactPath, task, digest } = await trainSpec({ ...job, outDir: join(folder, "reviews") });
  assert.deepEqual(task.columns, [{ name: "text", type: "text" }]);
  const inputPath = writeCsv(folder, "more.csv", csv(rows.slice(300)));
  const { metrics } = await inferModel({ modelPath: artifactPath, inputPath, outPath: join(folder, "p.csv"), task });
  assert.ok((metrics?.accuracy ?? 0) > 0.95, `accuracy ${metrics?.accuracy}`);
  assert.equal((await trainSpec({ ...job, outDir: join(folder, "again"), threads: 2 })).digest, digest);
});

test("a file of tabs without a header, with quotes that are text, trains and is predicted", async () => {
  const rows = reviews();
  const line = ([text, mood]: string[], row: number) => `${mood}\t${row % 7 === 0 ? `"${text}" he said` : text}\n`;
  const path = writeCsv(folder, "plain.tsv", rows.slice(0, 300).map(line).join(""));
  const job = trainJob({ path, target: "column 1", config: { members: 1, model: "linear" } });
  const { artifactPath, task, warnings } = await trainSpec({ ...job, outDir: join(folder, "plain") });
  assert.match(warnings[0] ?? "", /first line of the file is like those below it.*"column 1" to "column 2"/);
  const inputPath = writeCsv(folder, "rest.tsv", rows.slice(300).map(line).join(""));
  const outPath = join(folder, "rest.csv");
  const { metrics, rows: count } = await inferModel({ modelPath: artifactPath, inputPath, outPath, task });
  assert.equal(count, 100);
  assert.ok((metrics?.accuracy ?? 0) > 0.9, `accuracy ${metrics?.accuracy}`);
  assert.equal(readFileSync(outPath, "utf8").split("\n")[0], "prediction,probability:down,probability:up");
});

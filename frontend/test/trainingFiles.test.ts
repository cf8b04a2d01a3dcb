import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { frameworkInfo } from "@blacktail/sdk/families";
import { inspectCsv } from "../src/csv/inspectCsv.ts";
import { inputsField, inputsText, uploadsOf } from "../src/flows/trainingInputs.ts";
import { likelyTarget } from "../src/training/likelyTarget.ts";
import { OWN } from "../src/training/ownFramework.ts";
import { readData } from "../src/training/readData.ts";
import { readInput } from "../src/training/readInput.ts";
import { MAX_PARENTS, place, placeTest, type TrainingFiles, withoutParent } from "../src/training/TrainingFiles.ts";
import { taskOfTarget } from "../src/training/taskOfTarget.ts";
import { whatIsMissing } from "../src/training/whatIsMissing.ts";

/** An IDX file of bytes. */
function idx(dimensions: number[], value = 7): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(4 + 4 * dimensions.length));
  header.setUint32(0, 0x0800 + dimensions.length);
  for (const [axis, dimension] of dimensions.entries()) header.setUint32(4 + 4 * axis, dimension);
  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  return new Uint8Array(Buffer.concat([new Uint8Array(header.buffer), new Uint8Array(size).fill(value)]));
}

const dropped = (name: string, content: string | Uint8Array<ArrayBuffer>) => readData(new File([content], name));
const none: TrainingFiles = { parents: [] };
const framework = (family: string, name?: string) => {
  const info = frameworkInfo(family, name);
  assert.ok(info);
  return info;
};
const lacks = (family: string, name: string, files: TrainingFiles) =>
  whatIsMissing(framework(family, name), files).map(({ message, fix }) => `${message} ${fix}`);

test("a file's format is told by its content, and what it holds is looked at", async () => {
  const table = await dropped("a.csv", "a,b\n1,x\n2,y\n");
  assert.ok(table.format === "csv" && table.inspection.rows === 2);
  const text = await dropped("a.txt", "to be\nor not");
  assert.ok(text.format === "text");
  assert.deepEqual(text.stats, { characters: 12, lines: 2, words: 4, different: 8, start: "to be\nor not" });
  const images = await dropped("images.gz", new Uint8Array(gzipSync(idx([3, 4, 5]))));
  assert.ok(images.format === "idx");
  assert.deepEqual(images.info, { dimensions: [3, 4, 5] });
  const labels = await dropped("labels", idx([3]));
  assert.ok(labels.format === "idx");
  assert.deepEqual(labels.info, { dimensions: [3], classes: 1 });
});

test("damaged images and binary texts are refused by name", async () => {
  await assert.rejects(
    dropped("x.idx", idx([3, 4, 5]).slice(0, 40)),
    /“x\.idx” is cut off or damaged: .* 76 bytes, it has 40/,
  );
  await assert.rejects(dropped("x.gz", new Uint8Array(gzipSync(idx([9])).subarray(0, 20))), /gzip cannot be unfolded/);
  await assert.rejects(dropped("x.gz", new Uint8Array(gzipSync("hello"))), /“x\.gz” is not an IDX file/);
  await assert.rejects(dropped("x.txt", "a\0b"), /“x\.txt” is not text/);
  await assert.rejects(dropped("x.csv", new Uint8Array([0xff, 0xfe, 0x41])), /not UTF-8/);
});

test("files go where they belong", async () => {
  let files = place(none, await dropped("labels", idx([3])));
  assert.equal(files.labels?.file.name, "labels");
  files = place(files, await dropped("images", idx([3, 2, 2])));
  assert.equal(files.labels?.file.name, "labels");
  files = place(files, await dropped("model.onnx", "a model"));
  files = place(files, await dropped("model.onnx", "a model"));
  assert.equal(files.parents.length, 1);
  files = place(files, await dropped("mine.ts", "export default {}"));
  assert.equal(files.module?.file.name, "mine.ts");
  // A table holds its answers itself.
  const table = place(files, await dropped("a.csv", "a,b\n1,2\n"));
  assert.equal(table.labels, undefined);
  assert.deepEqual(withoutParent(table, table.parents[0] as never).parents, []);
  for (let count = 0; count < 12; count += 1) files = place(files, await dropped("m.onnx", `model ${count}`));
  assert.equal(files.parents.length, MAX_PARENTS);
});

test("what a framework cannot do with the files is said, with what it takes", async () => {
  const text = place(none, await dropped("a.txt", "hello"));
  const images = place(none, await dropped("images", idx([3, 2, 2])));
  assert.match(lacks("supervised", "tabular", none)[0] ?? "", /“Tables” learns from a table \(CSV\)/);
  assert.match(
    lacks("unsupervised", "k-means", text)[0] ?? "",
    /“k-means” takes a table \(CSV\); “a\.txt” is a text .* Transformer \(deep\)/,
  );
  assert.deepEqual(lacks("deep", "transformer", text), []);
  assert.match(lacks("deep", "cnn", images)[0] ?? "", /Images hold no answers/);
  const labels = await dropped("labels", idx([4]));
  assert.match(lacks("deep", "cnn", place(images, labels))[0] ?? "", /3 images and 4 labels/);
  assert.deepEqual(lacks("deep", "cnn", place(images, await dropped("labels", idx([3])))), []);
  const labelled = place(images, await dropped("labels", idx([3])));
  let tested = placeTest(labelled, await dropped("t-images", idx([5, 2, 2])));
  assert.match(lacks("deep", "cnn", tested).join(), /^Test images hold no answers/);
  tested = placeTest(tested, await dropped("t-labels", idx([4])));
  assert.match(lacks("deep", "cnn", tested).join(), /^There are 5 test images and 4 labels/);
  tested = placeTest(tested, await dropped("t-labels", idx([5])));
  assert.deepEqual(lacks("deep", "cnn", tested), []);
  assert.equal(placeTest(tested, await dropped("t.csv", "a,b\n1,2\n")).testLabels, undefined);
  assert.match(
    lacks("ensemble", "voting", place(none, await dropped("a.csv", "a,b\n1,2\n")))[0] ?? "",
    /trained model/,
  );
  assert.match(lacks("supervised", "tabular", place(none, await dropped("a.csv", "a\n1\n")))[0] ?? "", /one column/);
  assert.deepEqual(lacks("unsupervised", "k-means", place(none, await dropped("a.csv", "a\n1\n"))), []);
  assert.deepEqual(lacks("reinforcement", "policy-gradient", none), []);
});

test("models and test data that a framework cannot use are named", async () => {
  const table = place(none, await dropped("a.csv", "a,b\n1,2\n"));
  const withModel = place(table, await dropped("m.onnx", "a model"));
  assert.match(lacks("supervised", "tabular", withModel).join(), /“m\.onnx” is a model, and “Tables” learns from none/);
  assert.deepEqual(lacks("transfer", "fine-tuning", withModel), []);
  const test = await dropped("t.txt", "hello");
  assert.ok(test.format === "text");
  assert.match(lacks("supervised", "tabular", { ...table, test }).join(), /“t\.txt” is a text .* to test on a table/);
});

test("a module is one's own framework, or an environment, and nothing else", async () => {
  const files = place(none, await dropped("mine.ts", "export default {}"));
  assert.deepEqual(whatIsMissing(OWN, files), []);
  assert.equal(whatIsMissing(OWN, none).length, 1);
  assert.deepEqual(lacks("reinforcement", "policy-gradient", files), []);
  assert.match(lacks("supervised", "tabular", files).join(), /has no use for one/);
});

test("inputs survive as text, and only files are uploaded", async () => {
  let files = place(none, await dropped("images", idx([3, 2, 2])));
  files = place(files, await dropped("labels", idx([3])));
  files = placeTest(files, await dropped("test-images", idx([2, 2, 2])));
  files = placeTest(files, await dropped("test-labels", idx([2])));
  files = place(files, await dropped("model.onnx", "a model"));
  const inputs = inputsField.parse(inputsText(files));
  assert.deepEqual(
    uploadsOf(inputs).map(({ id, what }) => [id, what]),
    [
      ["data", "the data"],
      ["labels", "the labels"],
      ["test", "the test file"],
      ["testLabels", "the test file’s labels"],
      ["parent-1", "model 1"],
    ],
  );
  assert.equal(inputs.data?.format, "idx");
  assert.deepEqual(uploadsOf(inputsField.parse(inputsText(none))), []);
});

test("the likely target is named like one, or is the last that is no free text", () => {
  const target = (text: string) => likelyTarget(inspectCsv(text).columns);
  assert.equal(target("survived,age,alone\n1,2,3\n"), "survived");
  assert.equal(target("a,b\n1,2\n"), "b");
  const mails = Array.from({ length: 40 }, (_, at) => `${at % 2 ? "ham" : "spam"}\tthis is mail number ${at}`);
  assert.equal(target(`${mails.join("\n")}\n`), "column 1");
});

test("few whole numbers and texts are classes, other numbers quantities", async () => {
  const file = await dropped("a.csv", "n,q,t\n1,1.5,x\n2,2.5,y\n");
  assert.ok(file.format === "csv");
  assert.equal(taskOfTarget(file.inspection, "n"), "classification");
  assert.equal(taskOfTarget(file.inspection, "q"), "regression");
  assert.equal(taskOfTarget(file.inspection, "t"), "classification");
  assert.equal(taskOfTarget(file.inspection, "nothing"), undefined);
});

test("a model is given what it takes and nothing else", async () => {
  const task = { kind: "regression" as const, columns: [{ name: "a", type: "number" as const }] };
  const file = (name: string, content: string | Uint8Array<ArrayBuffer>) => new File([content], name);
  assert.equal((await readInput(file("x.csv", "a,b\n1,2\n"), task)).format, "csv");
  await assert.rejects(readInput(file("x.csv", "b,c\n1,2\n"), task), /“x\.csv” lacks “a”/);
  await assert.rejects(readInput(file("x.txt", "hello"), task), /takes a table \(CSV\); “x\.txt” is a text/);
  const image = { kind: "embedding" as const, dimensions: 2, image: { channels: 1, height: 2, width: 2 } };
  assert.equal((await readInput(file("x", idx([5, 2, 2])), image)).format, "idx");
  await assert.rejects(readInput(file("x", idx([5, 3, 3])), image), /images of 3 × 3; the model takes 2 × 2/);
});

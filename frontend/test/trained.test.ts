import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256Hex } from "@blacktail/sdk";
import { FileProblem } from "../src/files/FileProblem.ts";
import { MAX_FILE_BYTES } from "../src/files/readChosen.ts";
import { stagedFile } from "../src/files/stagedFiles.ts";
import { matchTrained, readTrained } from "../src/trained/readTrained.ts";

const bytes = new TextEncoder().encode("a model");
const digest = sha256Hex(bytes);
const otherDigest = sha256Hex(new TextEncoder().encode("another"));

const manifest = (artifact = { digest, size: bytes.length }) => ({
  task: {
    kind: "classification",
    target: "boils",
    classes: ["no", "yes"],
    columns: [{ name: "watts", type: "number" }],
  },
  artifact,
  framework: { family: "supervised", name: "tabular", version: "1.0.0", config: {} },
  metrics: { accuracy: 0.97 },
  data: [{ role: "train", digest: otherDigest }],
  seed: 1,
  profile: "fp32-cpu",
  warnings: ["few rows"],
  details: { rows: 600 },
});
const modelFile = (name = "model.onnx") => new File([bytes], name);
const manifestFile = (content: unknown = manifest(), name = "manifest.json") =>
  new File([typeof content === "string" ? content : JSON.stringify(content)], name);

const problemOf = async (files: File[]): Promise<string> => {
  try {
    const { problem } = matchTrained(await readTrained(files, {}));
    assert.ok(problem, "expected a problem");
    return `${problem.message} ${problem.fix}`;
  } catch (error) {
    assert.ok(error instanceof FileProblem, String(error));
    return error.message;
  }
};

test("a model and its manifest match, in either order and one after the other", async () => {
  const { warnings: _warnings, details: _details, ...kept } = manifest();
  for (const files of [
    [modelFile(), manifestFile()],
    [manifestFile(), modelFile()],
  ]) {
    let trained = {};
    for (const file of files) trained = await readTrained([file], trained);
    assert.deepEqual(matchTrained(trained), { found: { model: digest, manifest: { ...kept, parents: [] } } });
  }
  assert.deepEqual(stagedFile(digest), bytes);
});

test("one file alone is neither a pair nor a problem", async () => {
  assert.deepEqual(matchTrained(await readTrained([modelFile()], {})), {});
  assert.deepEqual(matchTrained(await readTrained([manifestFile()], {})), {});
});

test("another model than the manifest's is refused with both digests, another size with both sizes", async () => {
  const other = await problemOf([modelFile(), manifestFile(manifest({ digest: otherDigest, size: 7 }))]);
  assert.ok(other.includes(digest) && other.includes(otherDigest), other);
  assert.match(
    await problemOf([modelFile(), manifestFile(manifest({ digest, size: 8 }))]),
    /has 7 bytes, the manifest names 8/,
  );
});

test("files that are neither, empty, or too large are refused by name", async () => {
  assert.match(await problemOf([modelFile("model.pt")]), /“model\.pt” is neither a model \(\.onnx\) nor a manifest/);
  assert.match(await problemOf([new File([], "model.onnx")]), /“model\.onnx” is empty/);
  const large = new File([new Uint8Array(MAX_FILE_BYTES + 1)], "model.onnx");
  assert.match(await problemOf([large]), /“model\.onnx” is too large: 64\.0 MiB/);
});

test("a manifest that cannot be read says why", async () => {
  assert.match(await problemOf([manifestFile("{ nope")]), /“manifest\.json” is not readable as JSON: /);
  assert.match(await problemOf([manifestFile({})]), /no manifest of a trained model: task: /);
  assert.match(
    await problemOf([manifestFile(manifest({ digest: "0xAB" as typeof digest, size: 1 }))]),
    /artifact\.digest: must be 0x and 64 lower-case/,
  );
  assert.match(await problemOf([new File([new Uint8Array([0xff, 0xfe])], "manifest.json")]), /not UTF-8 text/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canonicalJson,
  DEFAULT_LIMITS,
  digestToCid,
  inferenceSpec,
  JobSpec,
  ModelManifest,
  manifestOf,
  parseDocument,
  sha256Hex,
  trainingSpec,
} from "../src/index.ts";
import { sampleManifest, sampleSpec } from "./support/documents.ts";

const csv = new TextEncoder().encode("x,y\n1,a\n2,b\n");
const digest = sha256Hex(csv);
const data = { cid: digestToCid(digest), digest, size: csv.length };
const card = { name: "Sample", description: "Says a or b.", creator: `0x${"ab".repeat(20)}`, license: "MIT" } as const;
const { task, artifact, metrics } = sampleManifest();
const output = { task, metrics, artifacts: { model: artifact } };

test("a training job's specification is what its fields say, and can be stored and read back", () => {
  const limits = { memoryMiB: 512, cpuSeconds: 60, wallSeconds: 60, outputMiB: 16 };
  const spec = trainingSpec({ data, target: "y", config: { model: "linear" }, seed: 7, limits });
  assert.deepEqual(spec, { ...sampleSpec(), stages: [{}] });
  assert.deepEqual(parseDocument(JobSpec, canonicalJson(spec)), spec);
});

test("what a training job leaves out has a default", () => {
  const spec = trainingSpec({ data, limits: { outputMiB: 1 } });
  assert.deepEqual(spec.limits, { ...DEFAULT_LIMITS, outputMiB: 1 });
  assert.deepEqual(spec.framework, { family: "supervised", name: "tabular", version: "1.0.0", config: {} });
  assert.deepEqual(spec.data, [{ role: "train", format: "csv", ...data }]);
  assert.equal(spec.seed, 1);
});

test("an inference job may ask about the data that another job was trained on", () => {
  const tokenId = 2n ** 256n - 1n;
  const [trained] = sampleSpec().data;
  assert.ok(trained);
  const spec = inferenceSpec({ model: { tokenId, digest }, data: trained });
  assert.deepEqual(spec.model, { tokenId: tokenId.toString(), digest });
  assert.deepEqual(spec.data, [{ role: "input", format: "csv", ...data }]);
  assert.deepEqual(spec.limits, DEFAULT_LIMITS);
  assert.deepEqual(parseDocument(JobSpec, canonicalJson(spec)), spec);
});

test("a manifest joins the card, the specification and the output", () => {
  const spec = { ...sampleSpec(), framework: sampleManifest().framework };
  const manifest = manifestOf({ card, spec, output });
  assert.deepEqual(manifest, sampleManifest());
  assert.deepEqual(parseDocument(ModelManifest, canonicalJson(manifest)), manifest);

  const job = { chainId: 31_337, escrow: card.creator, jobId: 2n ** 64n };
  const full = manifestOf({ card: { ...card, image: "ipfs://x", salt: "1", parents: [digest] }, spec, output, job });
  const expected = { job: { ...job, jobId: "18446744073709551616" }, image: "ipfs://x", salt: "1", parents: [digest] };
  assert.deepEqual(full, { ...sampleManifest(), ...expected });
});

test("a wrong value is a sentence that names the field", () => {
  const refused: [() => unknown, RegExp][] = [
    [() => trainingSpec({ data, seed: -1 }), /seed/],
    [() => trainingSpec({ data, target: "" }), /target/],
    [() => trainingSpec({ data: { ...data, size: 0.5 } }), /size/],
    [() => trainingSpec({ data, limits: { wallSeconds: 0 } }), /limits\.wallSeconds/],
    [() => trainingSpec({ data, config: { depth: Number.NaN } }), /framework\.config/],
    [() => inferenceSpec({ model: { tokenId: -1n, digest }, data }), /model\.tokenId/],
    [() => inferenceSpec({ model: { tokenId: 1n, digest: "0x12" }, data }), /model\.digest/],
    [() => manifestOf({ card: { ...card, name: "" }, spec: sampleSpec(), output }), /name/],
    [() => manifestOf({ card, spec: sampleSpec(), output: { ...output, artifacts: {} } }), /artifact/],
    [() => manifestOf({ card, spec: { ...sampleSpec(), framework: undefined }, output }), /framework/],
  ];
  for (const [make, message] of refused) assert.throws(make, { code: "DOCUMENT_INVALID", message });
});

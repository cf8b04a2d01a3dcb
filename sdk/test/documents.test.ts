import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canonicalJson,
  DEFAULT_LIMITS,
  digestToCid,
  formatOf,
  inferenceSpec,
  isFinished,
  JobSpec,
  ModelManifest,
  manifestOf,
  type Output,
  parseDocument,
  passOn,
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
  const spec = trainingSpec({ data, target: "y", limits: { outputMiB: 1 } });
  assert.deepEqual(spec.limits, { ...DEFAULT_LIMITS, outputMiB: 1 });
  assert.deepEqual(spec.framework, { family: "supervised", name: "tabular", version: "1.0.0", config: {} });
  assert.deepEqual(spec.data, [{ role: "train", format: "csv", target: "y", ...data }]);
  assert.equal(spec.seed, 1);
  assert.equal(spec.profile, "fp32-cpu");
  assert.deepEqual(spec.requires, {});
  const onGpu = trainingSpec({ data, target: "y", profile: "fp32-gpu", device: "webgpu" });
  assert.deepEqual([onGpu.profile, onGpu.requires], ["fp32-gpu", { ep: "webgpu" }]);
});

test("a family's framework is its first that takes the data's format", () => {
  const nameFor = (format: "csv" | "text" | "idx", family: string) => {
    const labels = format === "idx" ? { labels: { ...data, format } } : {};
    return trainingSpec({ data: { ...data, format }, ...labels, family, ...(format === "csv" ? { target: "y" } : {}) })
      .framework?.name;
  };
  assert.equal(nameFor("csv", "deep"), "mlp");
  assert.equal(nameFor("idx", "deep"), "cnn");
  assert.equal(nameFor("text", "deep"), "transformer");
  assert.equal(nameFor("csv", "unsupervised"), "k-means");
  assert.equal(trainingSpec({ family: "reinforcement" }).framework?.name, "policy-gradient");
});

test("labels, a test file, parents and a module are inputs with their roles and formats", () => {
  const image = { ...data, format: "idx" } as const;
  const spec = trainingSpec({
    family: "transfer",
    data: image,
    labels: image,
    test: image,
    testLabels: image,
    parents: [{ ...data, manifest: digest }, data],
  });
  assert.deepEqual(
    spec.data.map(({ role, format, manifest }) => [role, format, manifest]),
    [
      ["train", "idx", undefined],
      ["labels", "idx", undefined],
      ["test", "idx", undefined],
      ["testLabels", "idx", undefined],
      ["parent", "onnx", digest],
      ["parent", "onnx", undefined],
    ],
  );
  const own = trainingSpec({
    data,
    module: data,
    family: "supervised",
    name: "ridge",
    version: "2.1.0",
    config: { a: 1 },
  });
  assert.deepEqual(own.framework, { family: "supervised", name: "ridge", version: "2.1.0", config: { a: 1 } });
  assert.deepEqual(own.data.at(-1), { role: "module", format: "module", ...data });
});

test("what a framework cannot use is refused before anything is paid", () => {
  const image = { ...data, format: "idx" } as const;
  const refused: [Parameters<typeof trainingSpec>[0], RegExp][] = [
    [{ data, target: "y", config: { epoch: 3 } }, /framework\.config.*supervised\/tabular.*epoch/],
    [{ data, target: "y", config: { epochs: 0 } }, /framework\.config\.epochs/],
    [{ data }, /supervised\/tabular needs a target column/],
    [{ target: "y" }, /supervised\/tabular needs data of role "train"/],
    [{ data: { ...data, format: "text" } }, /data\.format is "text"; supervised\/tabular learns from csv/],
    [{ data, target: "y", parents: [data] }, /has no use for data of role "parent"/],
    [{ data: image, family: "deep" }, /deep\/cnn needs data of role "labels"/],
    [{ data: image, labels: image, test: image, family: "deep" }, /deep\/cnn needs data of role "testLabels"/],
    [{ data: image, labels: image, testLabels: image, family: "deep" }, /no use for data of role "testLabels"/],
    [{ data, target: "y", labels: data }, /no use for data of role "labels"/],
    [{ data, family: "ensemble", name: "voting", target: "y" }, /needs data of role "parent"/],
  ];
  for (const [input, message] of refused)
    assert.throws(() => trainingSpec(input), { code: "DOCUMENT_INVALID", message });
});

test("a file's format shows in its name or its first bytes", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const cases: [string, Uint8Array, string][] = [
    ["a.CSV", bytes("x"), "csv"],
    ["a.tsv", bytes("x"), "csv"],
    ["a.txt", bytes("a,b\n1,2\n"), "text"],
    ["model.onnx", bytes(""), "onnx"],
    ["own.mts", bytes(""), "module"],
    ["t10k-images-idx3-ubyte.gz", Uint8Array.of(0x1f, 0x8b), "idx"],
    ["images", Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1), "idx"],
    ["images.csv", Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1), "idx"],
    ["table", bytes("a;b\n1;2\n3;4"), "csv"],
    ["play", bytes("First Citizen:\nBefore we proceed, hear me.\n\nAll:\nSpeak.\n"), "text"],
    ["nothing", bytes(""), "text"],
  ];
  for (const [name, start, format] of cases) assert.equal(formatOf(name, start), format, name);
  const packed = { code: "DATA_PACKED", message: /a\.csv\.gz/ };
  assert.throws(() => formatOf("a.csv.gz", Uint8Array.of(0x1f, 0x8b)), packed);
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

test("a training is divided into equal stages, or into those given", () => {
  assert.deepEqual(trainingSpec({ data, target: "y", stages: 3 }).stages, [{}, {}, {}]);
  assert.deepEqual(trainingSpec({ data, target: "y", stages: [{ epochs: 2 }, { epochs: 1 }] }).stages, [
    { epochs: 2 },
    { epochs: 1 },
  ]);
  for (const stages of [0, -1, 1.5, 33, 1e12, Number.NaN]) {
    assert.throws(() => trainingSpec({ data, target: "y", stages }), { code: "DOCUMENT_INVALID", message: /stages/ });
  }
});

test("a finished training's output is passed on by the stages that have nothing left to do", () => {
  const finished: Output = {
    v: 1,
    spec: digest,
    stage: 0,
    artifacts: { model: artifact },
    metrics,
    roots: { state: digest, trace: digest },
  };
  const { model: checkpoint } = finished.artifacts;
  assert.equal(isFinished(finished), true);
  assert.deepEqual(passOn(finished, 1), { ...finished, stage: 1 });
  assert.throws(() => passOn(finished, 2), /Stage 2 does not follow stage 0/);
  const paused = { ...finished, artifacts: { checkpoint } };
  assert.equal(isFinished(paused), false);
  assert.throws(() => passOn(paused, 1), /has to go on/);
});

test("a wrong value is a sentence that names the field", () => {
  const refused: [() => unknown, RegExp][] = [
    [() => trainingSpec({ data, target: "y", seed: -1 }), /seed/],
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

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Artifact,
  digestToCid,
  JobSpec,
  ModelManifest,
  Output,
  Progress,
  RAW_LIMIT,
  RunReport,
  sha256Hex,
  TaskInfo,
} from "../src/index.ts";
import { sampleManifest, sampleSpec } from "./support/documents.ts";

type Schema = { safeParse: (value: unknown) => { success: boolean; error?: { issues: { path: PropertyKey[] }[] } } };

const digest = sha256Hex(new Uint8Array(7));
const artifact = { cid: digestToCid(digest), digest, size: 7 };
const task = { kind: "regression", target: "y", columns: [{ name: "x", type: "number" }] };
const output = {
  v: 1,
  spec: digest,
  stage: 0,
  artifacts: { model: artifact },
  metrics: { r2: 0.5 },
  task,
  roots: { state: digest, trace: digest },
};
const report = {
  v: 1,
  spec: digest,
  stage: 0,
  provider: `0x${"ab".repeat(20)}`,
  runtime: { name: "onnxruntime-node", version: "1.30.0" },
  executionProvider: "cpu",
  threads: 1,
  hardware: "1 core",
  startedAt: "2026-11-22T10:00:00Z",
  finishedAt: "2026-11-22T10:00:01.5Z",
  seconds: 1.5,
};
const progress = { phase: "training", step: 1, totalSteps: 10, epoch: 0.5, loss: 0.7 };

const valid: [string, Schema, object][] = [
  ["Artifact", Artifact, artifact],
  ["TaskInfo", TaskInfo, task],
  ["JobSpec", JobSpec, sampleSpec()],
  ["Output", Output, output],
  ["RunReport", RunReport, report],
  ["ModelManifest", ModelManifest, sampleManifest()],
  ["Progress", Progress, progress],
];

for (const [name, schema, value] of valid) {
  test(`${name}: a sample is valid, an unknown key or a missing field is not`, () => {
    assert.deepEqual(schema.safeParse(value), { success: true, data: value });
    assert.equal(schema.safeParse({ ...value, extra: 1 }).success, false);
    for (const key of Object.keys(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      const optional =
        ["model", "task", "loss", "framework", "parents", "target", "split"].includes(key) &&
        schema.safeParse(rest).success;
      assert.equal(schema.safeParse(rest).success, optional, key);
    }
  });
}

/** What must be refused, and at which field. */
const refused: [string, Schema, object, string][] = [
  ["a CID that is not the digest's", Artifact, { ...artifact, cid: digestToCid(sha256Hex(new Uint8Array(8))) }, "cid"],
  ["a raw CID above 1 MiB", Artifact, { ...artifact, size: RAW_LIMIT + 1 }, "cid"],
  ["a text that is no CID above 1 MiB", Artifact, { ...artifact, cid: "x", size: RAW_LIMIT + 1 }, "cid"],
  ["a fraction of a byte", Artifact, { ...artifact, size: 0.5 }, "size"],
  ["a negative size", Artifact, { ...artifact, size: -1 }, "size"],
  ["more than 1 TiB", Artifact, { ...artifact, size: 2 ** 40 + 1 }, "size"],
  ["an upper-case digest", Artifact, { ...artifact, digest: digest.toUpperCase().replace("0X", "0x") }, "digest"],
  ["a regression with classes", TaskInfo, { ...task, classes: ["a", "b"] }, "classes"],
  ["a classification without classes", TaskInfo, { ...task, kind: "classification" }, "classes"],
  [
    "a column's name that is too long",
    TaskInfo,
    { ...task, columns: [{ name: "x".repeat(129), type: "number" }] },
    "columns",
  ],
  ["a training job without a framework", JobSpec, { ...sampleSpec(), framework: undefined }, "framework"],
  ["inference without a model", JobSpec, { ...sampleSpec(), kind: "infer", framework: undefined }, "model"],
  [
    "a model that is no parent",
    JobSpec,
    { ...sampleSpec(), data: [{ ...sampleSpec().data[0], format: "onnx" }] },
    "data",
  ],
  [
    "a module that is data",
    JobSpec,
    { ...sampleSpec(), data: [{ ...sampleSpec().data[0], format: "module" }] },
    "data",
  ],
  [
    "a table with a manifest",
    JobSpec,
    { ...sampleSpec(), data: [{ ...sampleSpec().data[0], manifest: digest }] },
    "data",
  ],
  ["a seed of 33 bits", JobSpec, { ...sampleSpec(), seed: 2 ** 32 }, "seed"],
  ["an unknown profile", JobSpec, { ...sampleSpec(), profile: "fp64" }, "profile"],
  ["both epochs and steps", JobSpec, { ...sampleSpec(), stages: [{ epochs: 1, steps: 1 }] }, "stages"],
  ["stages of several units", JobSpec, { ...sampleSpec(), stages: [{ epochs: 1 }, { steps: 1 }] }, "stages"],
  ["stages some of which name nothing", JobSpec, { ...sampleSpec(), stages: [{ epochs: 1 }, {}] }, "stages"],
  ["33 stages", JobSpec, { ...sampleSpec(), stages: Array(33).fill({}) }, "stages"],
  [
    "an inference in two stages",
    JobSpec,
    { ...sampleSpec(), kind: "infer", framework: undefined, model: { tokenId: "1", digest }, stages: [{}, {}] },
    "stages",
  ],
  ["no wall-clock time", JobSpec, { ...sampleSpec(), limits: { ...sampleSpec().limits, wallSeconds: 0 } }, "limits"],
  ["a NaN tolerance", JobSpec, { ...sampleSpec(), accept: { tolerance: Number.NaN } }, "accept"],
  ["a version 2", JobSpec, { ...sampleSpec(), v: 2 }, "v"],
  ["a deep configuration", JobSpec, withConfig({ a: nested(17) }), "framework"],
  ["a configuration that is no JSON", JobSpec, withConfig({ a: () => 1 }), "framework"],
  [
    "a model beside a checkpoint",
    Output,
    { ...output, artifacts: { model: sampleManifest().artifact, checkpoint: sampleManifest().artifact } },
    "artifacts",
  ],
  ["an infinite metric", Output, { ...output, metrics: { loss: Number.POSITIVE_INFINITY } }, "metrics"],
  [
    "65 metrics",
    Output,
    { ...output, metrics: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`m${i}`, i])) },
    "metrics",
  ],
  ["a local time", RunReport, { ...report, startedAt: "2026-11-22 10:00" }, "startedAt"],
  ["a provider that is no address", RunReport, { ...report, provider: "0x12" }, "provider"],
  ["a script as an image", ModelManifest, { ...sampleManifest(), image: "javascript:alert(1)" }, "image"],
  ["nine parents", ModelManifest, { ...sampleManifest(), parents: Array(9).fill(digest) }, "parents"],
  [
    "a token id of 2^256",
    ModelManifest,
    { ...sampleManifest(), job: { chainId: 1, escrow: report.provider, jobId: (2n ** 256n).toString() } },
    "job",
  ],
  ["an unknown phase", Progress, { ...progress, phase: "sleeping" }, "phase"],
  ["a message of 1,025 characters", Progress, { ...progress, message: "x".repeat(1_025) }, "message"],
];

for (const [what, schema, value, field] of refused) {
  test(`refused: ${what}`, () => {
    const { success, error } = schema.safeParse(value);
    assert.equal(success, false);
    assert.ok(
      error?.issues.some(({ path }) => path[0] === field),
      JSON.stringify(error?.issues),
    );
  });
}

test("a UnixFS CID is right above 1 MiB only", () => {
  const cid = "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354";
  assert.equal(Artifact.safeParse({ ...artifact, cid, size: RAW_LIMIT + 1 }).success, true);
  assert.equal(Artifact.safeParse({ ...artifact, cid, size: RAW_LIMIT }).success, false);
});

test("hostile depth exhausts no stack", () => {
  assert.equal(JobSpec.safeParse(withConfig({ a: nested(100_000) })).success, false);
});

test("a specification above 1 MiB is refused", () => {
  const strings = Array.from({ length: 17 }, () => "x".repeat(65_000));
  assert.equal(JobSpec.safeParse(withConfig({ strings: strings.slice(0, 15) })).success, true);
  assert.equal(JobSpec.safeParse(withConfig({ strings })).success, false);
});

function withConfig(config: Record<string, unknown>): object {
  return { ...sampleSpec(), framework: { ...sampleSpec().framework, config } };
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

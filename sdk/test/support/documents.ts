import { digestToCid, JobSpec, ModelManifest, sha256Hex } from "../../src/index.ts";

const csv = new TextEncoder().encode("x,y\n1,a\n2,b\n");
const digest = sha256Hex(csv);

/** A small valid training job. */
export function sampleSpec(): JobSpec {
  return JobSpec.parse({
    v: 1,
    kind: "train",
    framework: { family: "supervised", name: "tabular", version: "1.0.0", config: { model: "linear" } },
    data: [{ role: "train", format: "csv", target: "y", cid: digestToCid(digest), digest, size: csv.length }],
    seed: 7,
    profile: "fp32-cpu",
    stages: [{ epochs: 3 }],
    limits: { memoryMiB: 512, cpuSeconds: 60, wallSeconds: 60, outputMiB: 16 },
    requires: {},
    accept: {},
  });
}

/** A small valid manifest, whose artifact does not exist. */
export function sampleManifest(): ModelManifest {
  return ModelManifest.parse({
    v: 1,
    name: "Sample",
    description: "Says a or b.",
    creator: `0x${"ab".repeat(20)}`,
    license: "MIT",
    task: { kind: "classification", target: "y", classes: ["a", "b"], columns: [{ name: "x", type: "number" }] },
    artifact: { cid: digestToCid(digest), digest, size: csv.length },
    framework: { family: "supervised", name: "tabular", version: "1.0.0", config: {} },
    metrics: { accuracy: 1 },
    data: [{ role: "train", digest }],
    seed: 7,
    profile: "fp32-cpu",
    parents: [],
  });
}

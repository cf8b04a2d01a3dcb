import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, type ModelProto, ModelProtoSchema, TensorProtoSchema } from "onnx-buf";
import { readTensors, trainSpec, trainStage } from "../src/index.ts";
import { temporaryFolder, withCode } from "./support/spec.ts";
import { stageJobs } from "./support/stageJobs.ts";

const folder = temporaryFolder();
const jobs = await stageJobs(folder);
const jobOf = async (name: string) => (await jobs[name]?.()) ?? assert.fail();
const total = (tensors: ReadonlyMap<string, { readonly data: ArrayLike<unknown> }>) =>
  [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);

/** A copy of a model, changed. */
function changed(path: string, name: string, change: (model: ModelProto) => void): string {
  const model = fromBinary(ModelProtoSchema, readFileSync(path));
  change(model);
  const copy = join(folder, `${name}.onnx`);
  writeFileSync(copy, toBinary(ModelProtoSchema, model));
  return copy;
}

test("a network's weights are told from its graph", async () => {
  const { artifactPath: path, manifest } = await trainSpec({
    ...(await jobOf("deep/mlp")),
    outDir: join(folder, "mlp"),
  });
  const whole = await readTensors(path, "model");
  assert.ok(total(whole.tensors) >= Number(manifest.details.parameters));
  assert.deepEqual(await readTensors(path, "model"), whole);
  const [name = "", weights] = [...whole.tensors].sort(([, a], [, b]) => b.data.length - a.data.length)[0] ?? [];

  const nudged = await readTensors(
    changed(path, "nudged", ({ graph }) => {
      const tensor = graph?.initializer.find((one) => one.name === name) ?? assert.fail();
      const raw = Uint8Array.from(tensor.rawData);
      const view = new DataView(raw.buffer);
      view.setFloat32(0, view.getFloat32(0, true) + 0.5, true);
      tensor.rawData = raw;
    }),
    "model",
  );
  assert.deepEqual(nudged.rest, whole.rest, "the graph is the same");
  const after = nudged.tensors.get(name)?.data ?? [];
  assert.ok(Math.abs(Number(after[0]) - Number(weights?.data[0]) - 0.5) < 1e-6);

  const rebuilt = changed(path, "rebuilt", ({ graph }) => {
    const node = graph?.node.find(({ opType }) => opType === "Add") ?? assert.fail();
    node.opType = "Sub";
  });
  const { rest, tensors } = await readTensors(rebuilt, "model");
  assert.notDeepEqual(rest, whole.rest);
  assert.equal(total(tensors), total(whole.tensors));
});

test("the values of trees and of nested graphs are taken too", async () => {
  const job = await jobOf("supervised/tabular of trees");
  const { artifactPath } = await trainSpec({ ...job, outDir: join(folder, "trees") });
  const { tensors } = await readTensors(artifactPath, "model");
  assert.ok(
    [...tensors.keys()].some((name) => /^node \d+ \(TreeEnsemble/.test(name)),
    [...tensors.keys()].join(),
  );
  const nested = changed(artifactPath, "nested", ({ graph }) => {
    const data = create(TensorProtoSchema, { name: "inner", dims: [2n], dataType: 1, floatData: [1, 2] });
    const [node] = graph?.node ?? [];
    const attribute = node?.attribute[0] ?? assert.fail();
    attribute.g = create(GraphProtoSchema, { initializer: [data] });
  });
  const inner = [...(await readTensors(nested, "model")).tensors].find(([name]) => name.endsWith("/inner"));
  assert.deepEqual(inner?.[1], { shape: [2], data: Float32Array.of(1, 2) });
});

test("a checkpoint's tensors and states", async () => {
  const { spec, inputs } = await jobOf("deep/mlp");
  const out = join(folder, "0.checkpoint");
  const job = { spec: { ...spec, stages: [{}, {}] }, inputs };
  const stage = await trainStage({ ...job, outDir: join(folder, "stage"), stage: { index: 0, out } });
  const { tensors, rest } = await readTensors(out, "checkpoint");
  assert.ok([...tensors.keys()].some((name) => name.startsWith("network/now.")));
  assert.equal(rest.stage, "0");
  assert.equal((rest["state/network"] as { step: number }).step, stage.metrics.steps);
});

test("what is no model and no checkpoint is refused", async () => {
  const { artifactPath } = await trainSpec({ ...(await jobOf("deep/mlp")), outDir: join(folder, "refused") });
  const noise = join(folder, "noise");
  writeFileSync(noise, Buffer.alloc(300, 7));
  await assert.rejects(readTensors(noise, "model"), withCode("MODEL_INVALID"));
  await assert.rejects(readTensors(noise, "checkpoint"), withCode("CHECKPOINT_INVALID"));
  await assert.rejects(readTensors(join(folder, "none"), "checkpoint"), withCode("CHECKPOINT_INVALID", /not there/));
  await assert.rejects(readTensors(artifactPath, "checkpoint"), withCode("CHECKPOINT_INVALID"));
  await assert.rejects(readTensors(artifactPath, "model", 100), withCode("MODEL_TOO_LARGE"));
  const short = changed(artifactPath, "short", ({ graph }) => {
    const tensor = graph?.initializer.find(({ dataType }) => dataType === 1) ?? assert.fail();
    tensor.rawData = tensor.rawData.slice(4);
  });
  await assert.rejects(readTensors(short, "model"), withCode("MODEL_INVALID", /for the shape/));
  const twice = changed(artifactPath, "twice", ({ graph }) => {
    const tensor = graph?.initializer.find(({ dataType }) => dataType === 1) ?? assert.fail();
    graph?.initializer.push(tensor);
  });
  await assert.rejects(readTensors(twice, "model"), withCode("MODEL_INVALID", /two of its tensors/));
});

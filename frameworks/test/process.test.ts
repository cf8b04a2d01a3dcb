import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type JobSpec, trainingSpec } from "@blacktail/sdk";
import { makeDemoDataset, trainSpec } from "../src/index.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

/** A training of a few seconds that needs no data. */
function acting(seed = 1): { spec: JobSpec; inputs: Map<string, string> } {
  const config = { environment: "GridWorld", steps: 40_000, patience: 10_000 };
  return { spec: trainingSpec({ family: "reinforcement", name: "policy-gradient", config, seed }), inputs: new Map() };
}

test("a run that was stopped goes on from its checkpoint and gives the bytes of one that was not", async () => {
  const whole = await trainSpec({ ...acting(), outDir: at("whole") });
  assert.equal(whole.checkpointPath, undefined);
  const path = at("run.checkpoint");
  const stop = new AbortController();
  const stopped = trainSpec({ ...acting(), outDir: at("half"), checkpoint: { path, every: 20 }, signal: stop.signal });
  const refusal = assert.rejects(stopped, withCode("RUN_ABORTED"));
  while (!existsSync(path)) await sleep(20);
  stop.abort();
  await refusal;
  assert.ok(!existsSync(at("half/model.onnx")));

  const checkpoint = { path, every: 20, resume: true };
  await assert.rejects(
    trainSpec({ ...acting(2), outDir: at("other"), checkpoint }),
    withCode("CHECKPOINT_FOREIGN", /another run/),
  );
  // More time than before, as a run needs that reached its limit.
  const { spec, inputs } = acting();
  const longer = { ...spec, limits: { ...spec.limits, wallSeconds: spec.limits.wallSeconds + 60 } };
  const resumed = await trainSpec({ spec: longer, inputs, outDir: at("half"), checkpoint });
  assert.equal(resumed.digest, whole.digest);
  assert.equal(resumed.checkpointPath, path);
  assert.deepEqual(resumed.report, whole.report);
  const anew = await trainSpec({ ...acting(2), outDir: at("other"), checkpoint: { path, every: 1_000_000 } });
  assert.notEqual(anew.digest, whole.digest);
});

test("the profile decides what may compute; what this machine lacks is a notice and no part of the manifest", async () => {
  const demo = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
  const job = trainJob({ path: demo, target: "fails", config: { members: 1, epochs: 2 } });
  await assert.rejects(
    trainSpec({ ...job, outDir: at("no"), device: "webgpu" }),
    withCode("PROFILE_UNSUPPORTED", /"fp32-cpu" cannot be trained by webgpu/),
  );
  const cpu = await trainSpec({ ...job, outDir: at("cpu"), device: "auto" });
  assert.equal(cpu.runtime.executionProvider, "cpu");

  const gpuSpec: JobSpec = { ...job.spec, profile: "fp32-gpu" };
  const gpu = await trainSpec({ ...job, spec: gpuSpec, outDir: at("gpu") });
  const { executionProvider } = gpu.runtime;
  assert.ok(["cuda", "webgpu", "cpu"].includes(executionProvider), executionProvider);
  if (executionProvider === "cpu") assert.match(gpu.warnings.join(" "), /cannot be used here/);
  assert.deepEqual(gpu.manifest.warnings, cpu.manifest.warnings);
  assert.equal(gpu.manifest.profile, "fp32-gpu");
  const alone = trainSpec({ ...job, spec: gpuSpec, outDir: at("alone"), fallback: false });
  if (executionProvider === "cpu") await assert.rejects(alone, withCode("DEVICE_FAILED", /cannot be used here/));
  else assert.equal((await alone).runtime.executionProvider, executionProvider);
  const required = await trainSpec({ ...job, spec: { ...gpuSpec, requires: { ep: "cpu" } }, outDir: at("required") });
  assert.equal(required.runtime.executionProvider, "cpu");
  await assert.rejects(
    trainSpec({ ...job, spec: { ...gpuSpec, requires: { ep: "abacus" } }, outDir: at("no") }),
    withCode("PROFILE_UNSUPPORTED", /"abacus" is not known here/),
  );
  const forced = await trainSpec({ ...job, spec: gpuSpec, outDir: at("forced"), device: "cpu" });
  assert.equal(forced.runtime.executionProvider, "cpu");
  assert.deepEqual(forced.warnings, forced.manifest.warnings);
});

test("the order in which a spec's fields are written does not matter", async () => {
  const demo = writeCsv(folder, "order.csv", makeDemoDataset({ seed: 1 }));
  const [first, second] = [
    { epochs: 2, members: 1 },
    { members: 1, epochs: 2 },
  ].map((config) =>
    trainSpec({ ...trainJob({ path: demo, target: "fails", config }), outDir: at(Object.keys(config).join()) }),
  );
  assert.equal((await first)?.digest, (await second)?.digest);
});

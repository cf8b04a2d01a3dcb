import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { makeDemoDataset } from "@blacktail/frameworks";
import {
  digestToCid,
  type JobSpec,
  JobStatus,
  jobEscrowAbi,
  manifestOf,
  Output,
  RunReport,
  TrainingReport,
  trainingSpec,
} from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { chooseSandbox } from "../src/run/sandbox.ts";
import { type Service, until } from "./support/processes.ts";
import { DEVELOPER, jobOf, LIMITS, post, startWorker, startWorld, urlOf, type World } from "./support/world.ts";

const recipe = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../frameworks/recipes/${name}`, import.meta.url)));
const csv = new TextEncoder().encode(makeDemoDataset({ seed: 1 }));

let world: World;
let worker: Service;
let contained: boolean;
before(async () => {
  world = await startWorld([3]);
  worker = startWorker(world, 3);
  await urlOf(worker);
  contained = await chooseSandbox("bwrap").then(
    () => true,
    () => false,
  );
});
after(() => world.stop());

/** Posts a job and waits for what the worker attests. */
async function outputOf(spec: JobSpec): Promise<Output> {
  const jobId = await post(world, spec);
  const job = await until(
    "a result",
    async () => {
      const now = await jobOf(world, jobId);
      return now.status === JobStatus.Pending && now;
    },
    60_000,
  ).catch((error) => assert.fail(`${error}\n${worker.story()}`));
  const output = await world.storage.getJson(Output, digestToCid(job.result));
  assert.ok(output.artifacts.report !== undefined && output.split !== undefined);
  await world.storage.getJson(TrainingReport, output.artifacts.report);
  return output;
}

test("a job without a target: groups are found, and the report is published", { timeout: 120_000 }, async () => {
  const data = await world.storage.put(csv);
  const spec = trainingSpec({ data, family: "unsupervised", name: "k-means", config: { clusters: 3 }, limits: LIMITS });
  const { metrics, task } = await outputOf(spec);
  assert.equal(task?.kind, "clustering");
  assert.ok(Number.isFinite(metrics.silhouette));
});

test("a job that learns from a model: the model is its parent", { timeout: 180_000 }, async () => {
  const data = await world.storage.put(csv);
  const first = trainingSpec({ data, target: "fails", config: { model: "linear", epochs: 5 }, limits: LIMITS });
  const parent = await outputOf(first);
  const { model } = parent.artifacts;
  assert.ok(model !== undefined);
  const creator = testAccount(DEVELOPER).address;
  const card = { name: "first", description: "", creator, license: "MIT" };
  const { digest: manifest } = await world.storage.putJson(manifestOf({ card, spec: first, output: parent }));
  const spec = trainingSpec({
    data,
    target: "fails",
    family: "transfer",
    parents: [{ ...model, manifest }],
    limits: LIMITS,
  });
  const output = await outputOf(spec);
  assert.ok((output.metrics.accuracy ?? 0) > 0.8, JSON.stringify(output.metrics));
  assert.deepEqual(manifestOf({ card: { ...card, name: "second" }, spec, output }).parents, [manifest]);
});

test("a job with a family of its own runs where a sandbox contains it", { timeout: 120_000 }, async (context) => {
  if (!contained) return context.skip("bwrap is not installed or not allowed here");
  const module = await world.storage.put(new Uint8Array(recipe("family.ts")));
  const data = await world.storage.put(csv);
  const spec = trainingSpec({ data, target: "fails", module, name: "nearest-centroid", limits: LIMITS });
  const { metrics } = await outputOf(spec);
  assert.ok((metrics.accuracy ?? 0) > 0.6, JSON.stringify(metrics));
});

test("a job with an environment of its own needs no data", { timeout: 120_000 }, async (context) => {
  if (!contained) return context.skip("bwrap is not installed or not allowed here");
  const module = await world.storage.put(new Uint8Array(recipe("environment.ts")));
  const config = { steps: 4_096 };
  const spec = trainingSpec({ family: "reinforcement", name: "policy-gradient", config, module, limits: LIMITS });
  const { metrics, task } = await outputOf(spec);
  assert.equal(task?.kind, "control");
  assert.ok(Number.isFinite(metrics.return));
});

/** A module that tries to read a file of the worker's and to reach the chain, and tells in its metrics what came of it. */
const thief = (path: string, rpcUrl: string) => `
import { readFileSync } from "node:fs";
const tried = async (attempt) => { try { await attempt(); return 1; } catch { return 0; } };
export default {
  family: "own", name: "thief", version: "1.0.0", checkConfig() {},
  async train() {
    const keyRead = await tried(() => readFileSync(${JSON.stringify(path)}));
    const chainReached = await tried(() => fetch(${JSON.stringify(rpcUrl)}, { method: "POST" }));
    const secretsInEnvironment = Object.keys(process.env).filter((name) => name.startsWith("BLACKTAIL")).length;
    return {
      model: new Uint8Array([1]), metrics: { keyRead, chainReached, secretsInEnvironment },
      split: { train: 1, validation: 0, test: 1 }, report: { v: 1, curves: [] }, warnings: [], details: {},
      task: { kind: "classification", classes: ["a", "b"], columns: [{ name: "x", type: "number" }] },
    };
  },
};
`;

test("a module reaches no key, no network and no setting of the worker's", { timeout: 120_000 }, async (context) => {
  if (!contained) return context.skip("bwrap is not installed or not allowed here");
  const source = thief(join(world.folder, "key-3"), world.chain.rpcUrl);
  const module = await world.storage.put(new TextEncoder().encode(source));
  const { metrics } = await outputOf(trainingSpec({ module, family: "own", name: "thief", limits: LIMITS }));
  assert.deepEqual(metrics, { keyRead: 0, chainReached: 0, secretsInEnvironment: 0 });
});

/** A module that answers in the place of the process that runs it, with a runtime of its own choice. */
const liar = (executionProvider: string) => `
process.send = new Proxy(process.send, {
  apply: (send, self, [message, ...rest]) => {
    if (message.type === "result")
      message.result.runtime = { name: "own", version: "9", executionProvider: "${executionProvider}", threads: 64 };
    return Reflect.apply(send, self, [message, ...rest]);
  },
});
export default {
  family: "own", name: "liar", version: "1.0.0", checkConfig() {},
  async train() {
    return {
      model: new Uint8Array([1]), metrics: { told: 1 },
      split: { train: 1, validation: 0, test: 1 }, report: { v: 1, curves: [] }, warnings: [], details: {},
      task: { kind: "classification", classes: ["a", "b"], columns: [{ name: "x", type: "number" }] },
    };
  },
};
`;
const liarSpec = async (executionProvider: string) => {
  const module = await world.storage.put(new TextEncoder().encode(liar(executionProvider)));
  return trainingSpec({ module, family: "own", name: "liar", limits: LIMITS });
};

test("the runtime that a provider signs for is its own, whatever a module says", {
  timeout: 120_000,
}, async (context) => {
  if (!contained) return context.skip("bwrap is not installed or not allowed here");
  const spec = await liarSpec("cpu");
  const { metrics } = await outputOf(spec);
  assert.deepEqual(metrics, { told: 1 });
  const events = await world.chain.publicClient.getContractEvents({
    address: world.chain.addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "ResultSubmitted",
    fromBlock: 0n,
  });
  const reportDigest = events.at(-1)?.args.body?.reportDigest;
  assert.ok(reportDigest !== undefined);
  const report = await world.storage.getJson(RunReport, digestToCid(reportDigest));
  assert.equal(report.runtime.name, "onnxruntime-node");
  assert.match(report.runtime.version, /^\d+\.\d+\.\d+/);
  assert.notEqual(report.runtime.version, "9");
  assert.deepEqual([report.executionProvider, report.threads], ["cpu", 1]);

  const jobId = await post(world, await liarSpec("cuda"));
  const refusal = await worker.line(/^not taking the job$/, 30_000, (line) => line.jobId === `${jobId}`);
  assert.match(String(refusal.reason), /executionProvider/);
});

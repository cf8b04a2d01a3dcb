import assert from "node:assert/strict";
import { test } from "node:test";
import { digestToCid, FRAMEWORKS, type Job, JobSpec, JobStatus, profileIndex } from "@blacktail/sdk";
import { decide } from "../src/decide/decide.ts";
import { claimJitter } from "../src/decide/jitter.ts";
import type { Me, ModelFacts } from "../src/decide/me.ts";
import { jobWith, ME, OTHER, place } from "./support/jobs.ts";

const digest = (byte: string) => `0x${byte.repeat(32)}` as const;
const NOW = 1_000;
const MODEL = 7n;

const data = { format: "csv", cid: digestToCid(digest("aa")), digest: digest("aa"), size: 1_000 } as const;

const train = JobSpec.parse({
  v: 1,
  kind: "train",
  framework: { family: "supervised", name: "tabular", version: "1.0.0", config: {} },
  data: [{ role: "train", target: "y", ...data }],
  seed: 1,
  profile: "fp32-cpu",
  stages: [{}],
  limits: { memoryMiB: 512, cpuSeconds: 60, wallSeconds: 60, outputMiB: 16 },
  requires: {},
  accept: {},
});
const { framework: _, ...rest } = train;
const infer = JobSpec.parse({
  ...rest,
  kind: "infer",
  model: { tokenId: `${MODEL}`, digest: digest("bb") },
  data: [{ role: "input", ...data }],
});
const framework = (family: string, name: string) => ({ family, name, version: "1.0.0", config: {} });
const parent = { ...data, role: "parent", format: "onnx" } as const;
const module = { ...data, role: "module", format: "module" } as const;
const testLabels = { ...data, role: "testLabels", format: "idx" } as const;
const images = (["train", "labels", "test", "testLabels"] as const).map(
  (role) => ({ ...data, role, format: "idx" }) as const,
);
const untargeted = { ...data, role: "train" } as const;
const facts: ModelFacts = { versions: [digest("cc"), digest("bb")] };

const job = jobWith({ deadline: BigInt(NOW + 60) });
const me: Me = {
  provider: ME,
  mayAct: true,
  freeStake: 100n,
  maxStakeLock: 100n,
  minPrices: new Map([[0n, 100n]]),
  capabilities: 0b110n,
  limits: { memoryMiB: 1_024, cpuSeconds: 100, wallSeconds: 100, outputMiB: 64, dataMiB: 1 },
  marginSeconds: 15,
  freeSlots: 1,
  kinds: ["train", "infer"],
  devices: ["cpu"],
  frameworks: FRAMEWORKS,
  runsModules: true,
};

const terms = (change: Partial<Job["terms"]>): Partial<Job> => ({ terms: { ...job.terms, ...change } });
const limits = (change: Partial<JobSpec["limits"]>): Partial<JobSpec> => ({ limits: { ...train.limits, ...change } });
const gpu: Partial<Me> = { devices: ["webgpu", "cpu"] };
const onGpu = terms({ profile: profileIndex("fp32-gpu") });
const gpuSpec: JobSpec = { ...train, profile: "fp32-gpu" };
const forModel = terms({ modelId: MODEL });
const twoStages = { terms: { ...job.terms, stages: [1, 1], budget: 200n } };

type Case = {
  what: string;
  job?: Partial<Job>;
  spec?: JobSpec | null;
  me?: Partial<Me>;
  model?: ModelFacts;
  now?: number;
};
type Change = Case & { code?: string; final?: boolean };

const cases: Change[] = [
  { what: "a job that fits" },
  { what: "terms that fit, before the spec is fetched", spec: null },
  { what: "an inference job whose model matches", job: forModel, spec: infer, model: facts },
  { what: "the exact minimum price", job: terms({ budget: 100n }) },
  { what: "the whole free stake", job: terms({ stakeLock: 100n }) },
  { what: "a work period that just suffices", job: terms({ workPeriod: 75 }) },
  { what: "the last second in which a claim can be mined", now: NOW + 58 },
  { what: "cpu named as execution provider", spec: { ...train, requires: { ep: "cpu" } } },
  { what: "a GPU where there is one", job: onGpu, spec: gpuSpec, me: gpu },
  { what: "the GPU that there is, by its name", job: onGpu, spec: { ...gpuSpec, requires: { ep: "webgpu" } }, me: gpu },
  { what: "the second of two stages", job: { ...twoStages, stage: 1 }, spec: { ...train, stages: [{}, {}] } },
  {
    what: "a stage after another provider's",
    job: { ...twoStages, stage: 1, provider: OTHER },
    spec: { ...train, stages: [{}, {}] },
  },
  {
    what: "a place among replicas beside others",
    job: { ...terms({ replicas: 2, budget: 200n }), replicas: [place(OTHER)] },
  },
  { what: "capabilities that are announced", job: terms({ capabilities: 0b100n }) },
  { what: "a job for the CPU where there is a GPU", spec: train, me: gpu },

  {
    what: "training that needs no target",
    spec: { ...train, framework: framework("unsupervised", "k-means"), data: [untargeted] },
  },
  {
    what: "training that needs no data",
    spec: { ...train, framework: framework("reinforcement", "dqn"), data: [] },
  },
  {
    what: "training from a parent",
    spec: { ...train, framework: framework("transfer", "fine-tuning"), data: [...train.data, parent] },
  },
  {
    what: "training on images, with test images and the labels of both",
    spec: { ...train, framework: framework("deep", "cnn"), data: images },
  },
  {
    what: "a framework that the job brings",
    spec: { ...train, framework: framework("own", "thing"), data: [untargeted, module] },
  },

  { what: "a claimed job", job: { status: JobStatus.Working }, code: "not-open", final: true },
  { what: "its own job", job: { requester: ME }, code: "own-job", final: true },
  { what: "an expired claim period", now: NOW + 59, code: "expired", final: true },
  { what: "an unknown currency", job: terms({ currency: 9n }), code: "currency", final: true },
  { what: "a price one unit too low", job: terms({ budget: 99n }), code: "price", final: true },
  { what: "a lock above its own cap", me: { maxStakeLock: 49n }, code: "stake-lock", final: true },
  {
    what: "a lock above its own cap, though as much is free",
    job: terms({ stakeLock: 101n }),
    me: { freeStake: 1_000n },
    code: "stake-lock",
    final: true,
  },
  { what: "a lock above the free stake", me: { freeStake: 49n }, code: "stake", final: false },
  { what: "a foreign operator key", me: { mayAct: false }, code: "operator", final: false },
  { what: "no free slot", me: { freeSlots: 0 }, code: "busy", final: false },
  { what: "a work period within the margin", job: terms({ workPeriod: 15 }), spec: null, code: "period", final: true },
  { what: "a work period one second short", job: terms({ workPeriod: 74 }), code: "period", final: true },
  { what: "too much memory", spec: { ...train, ...limits({ memoryMiB: 1_025 }) }, code: "limits", final: true },
  {
    what: "too little memory to start",
    spec: { ...train, ...limits({ memoryMiB: 255 }) },
    code: "limits",
    final: true,
  },
  { what: "too little time to start", spec: { ...train, ...limits({ wallSeconds: 4 }) }, code: "limits", final: true },
  { what: "too much cpu", spec: { ...train, ...limits({ cpuSeconds: 101 }) }, code: "limits", final: true },
  { what: "too long", spec: { ...train, ...limits({ wallSeconds: 101 }) }, code: "limits", final: true },
  { what: "too much output", spec: { ...train, ...limits({ outputMiB: 65 }) }, code: "limits", final: true },
  {
    what: "an unsupported profile",
    job: terms({ profile: profileIndex("int8") }),
    spec: { ...train, profile: "int8" },
    code: "profile",
    final: true,
  },
  { what: "another profile than its terms say", job: onGpu, code: "profile", final: true },
  { what: "more stages than are paid", spec: { ...train, stages: [{}, {}] }, code: "stages", final: true },
  { what: "fewer stages than are paid", job: twoStages, code: "stages", final: true },
  {
    what: "an inference in stages",
    job: { terms: { ...twoStages.terms, modelId: MODEL } },
    spec: { ...infer, stages: [{}, {}] },
    model: facts,
    code: "stages",
    final: true,
  },
  {
    what: "a stage that pays too little, though the whole would do",
    job: { terms: { ...twoStages.terms, budget: 199n } },
    code: "price",
    final: true,
  },
  {
    what: "a place among replicas that pays too little",
    job: terms({ replicas: 2, budget: 199n }),
    code: "price",
    final: true,
  },
  { what: "a price that the fee takes below its least", job: { feeBps: 100 }, code: "price", final: true },
  {
    what: "a job in which it has a place already",
    job: { ...terms({ replicas: 3, budget: 300n }), replicas: [place(OTHER), place(ME)] },
    code: "seated",
    final: false,
  },
  {
    what: "capabilities that are not announced",
    job: terms({ capabilities: 0b1001n }),
    code: "capabilities",
    final: false,
  },
  { what: "a GPU where there is none", job: onGpu, spec: gpuSpec, code: "profile", final: true },
  {
    what: "a GPU for a profile that the CPU computes",
    spec: { ...train, requires: { ep: "webgpu" } },
    me: gpu,
    code: "requires",
    final: true,
  },
  {
    what: "another GPU than there is",
    job: onGpu,
    spec: { ...gpuSpec, requires: { ep: "cuda" } },
    me: gpu,
    code: "requires",
    final: true,
  },
  {
    what: "the CPU for a profile of GPUs",
    job: onGpu,
    spec: { ...gpuSpec, requires: { ep: "cpu" } },
    me: gpu,
    code: "requires",
    final: true,
  },
  {
    what: "inference by a GPU",
    job: terms({ modelId: MODEL, profile: profileIndex("fp32-gpu") }),
    spec: { ...infer, profile: "fp32-gpu" },
    model: facts,
    me: gpu,
    code: "profile",
    final: true,
  },
  { what: "GPU memory", spec: { ...train, requires: { gpuMemoryMiB: 1 } }, code: "requires", final: true },
  { what: "a region", spec: { ...train, requires: { region: "eu" } }, code: "requires", final: true },
  { what: "an unsupported kind", job: forModel, spec: { ...infer, kind: "evaluate" }, code: "kind", final: true },
  {
    what: "another framework version",
    spec: { ...train, framework: { family: "supervised", name: "tabular", version: "1.0.1", config: {} } },
    code: "framework",
    final: true,
  },
  { what: "a model in the terms that the spec does not use", job: forModel, code: "model", final: true },
  { what: "a model that is not paid", spec: infer, model: facts, code: "model", final: true },
  {
    what: "a manifest that is no version",
    job: forModel,
    spec: infer,
    model: { versions: [] },
    code: "model",
    final: true,
  },
  { what: "a model nothing is known of", job: forModel, spec: infer, code: "model", final: true },
  { what: "too much data", me: { limits: { ...me.limits, dataMiB: 0 } }, code: "data", final: true },
  {
    what: "training data without a target",
    spec: { ...train, data: [{ role: "train", ...data }] },
    code: "data",
    final: true,
  },
  {
    what: "data in a format that its framework does not read",
    spec: { ...train, data: [{ ...data, role: "train", target: "y", format: "idx" }] },
    code: "data",
    final: true,
  },
  {
    what: "transfer without a parent",
    spec: { ...train, framework: framework("transfer", "fine-tuning") },
    code: "data",
    final: true,
  },
  {
    what: "code of the requester's where nothing contains it",
    spec: { ...train, data: [...train.data, module] },
    me: { runsModules: false },
    code: "module",
    final: true,
  },
  {
    what: "two sets of test labels",
    spec: { ...train, data: [...train.data, testLabels, testLabels] },
    code: "data",
    final: true,
  },
  { what: "two training sets", spec: { ...train, data: [...train.data, ...train.data] }, code: "data", final: true },
];

for (const { what, code, final, ...change } of cases) {
  test(`${code === undefined ? "claims" : `skips (${code})`}: ${what}`, () => {
    const spec = change.spec === null ? undefined : (change.spec ?? train);
    const clock = { now: change.now ?? NOW };
    const decision = decide({ ...job, ...change.job }, spec, { ...me, ...change.me }, clock, change.model);
    if (code === undefined) {
      assert.deepEqual(decision, { action: "claim" });
      return;
    }
    assert.equal(decision.action, "skip");
    if (decision.action === "skip") {
      assert.equal(decision.code, code);
      assert.equal(decision.final, final);
      assert.match(decision.reason, /\w/);
    }
  });
}

test("jitter is bounded, repeatable, and puts no provider always first", () => {
  let wins = 0;
  for (let id = 1n; id <= 200n; id++) {
    const [mine, theirs] = [claimJitter(id, ME, 1_000), claimJitter(id, OTHER, 1_000)];
    assert.ok(mine >= 0 && mine <= 1_000);
    assert.equal(claimJitter(id, ME, 1_000), mine);
    if (mine < theirs) wins++;
  }
  assert.ok(wins > 60 && wins < 140, `won ${wins} of 200`);
  assert.equal(claimJitter(1n, ME, 0), 0);
});

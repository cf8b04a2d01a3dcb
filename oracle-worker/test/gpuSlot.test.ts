import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, JobStatus } from "@blacktail/sdk";
import type { Context } from "../src/context.ts";
import { GpuSlot } from "../src/device/gpuSlot.ts";
import { createLog } from "../src/log.ts";
import { takeDevice } from "../src/panels/takeDevice.ts";
import { Worker } from "../src/worker.ts";
import { jobWith, ME, OTHER, place } from "./support/jobs.ts";

const NOW = 990;
const DEADLINE = 1_000n;

/** A worker that looks at these jobs, and at nothing else. */
function workerWith(jobs: ReadonlyMap<bigint, Job>, gpu: GpuSlot, slots: number): Worker {
  const { signal } = new AbortController();
  const nothing = () => undefined;
  const gauge = { set: nothing };
  const context = {
    clock: { now: () => NOW * 1_000, sleep: async () => undefined },
    log: createLog("silent"),
    config: {
      PROVIDER: ME,
      operator: { address: ME },
      MIN_PRICES: [],
      MIN_BALANCE_ETH: 0n,
      CONCURRENCY: slots,
      POLL_MS: 50,
      MAX_HEAD_AGE_SECONDS: 0,
      KEEP_SECONDS: 1,
    },
    watcher: { sync: async () => undefined, head: { number: 9n, timestamp: NOW }, now: () => NOW, isLagging: false },
    jobs: {
      takeChanged: () => new Set(),
      get: (jobId: bigint) => jobs.get(jobId),
      all: () => [...jobs].map(([jobId, job]) => ({ jobId, job })),
    },
    metrics: { headBlock: gauge, openJobs: gauge, stakeFree: gauge, stakeLocked: gauge, balance: gauge },
    health: { note: nothing, ok: nothing, bad: nothing },
    memory: { jobIds: () => [], results: () => [], failureOf: nothing, resultOf: nothing },
    gpu,
    client: {
      readContract: async () => ({
        operator: ME,
        active: 1n,
        leaving: 0n,
        locked: 0n,
        closed: false,
        capabilities: 0n,
      }),
      getBalance: async () => 1n,
    },
    contracts: { BlackToken: OTHER, ProviderRegistry: OTHER },
    dataDir: "",
    stopping: signal,
    abandon: signal,
  };
  return new Worker(context as unknown as Context, []);
}

test("a place that waits for others keeps the GPU for its work; one that is lost, or comes too late, does not", async () => {
  const GPU_JOB = 7n;
  const open = (change: Partial<Job>) =>
    jobWith({ status: JobStatus.Open, deadline: DEADLINE, replicas: [place(ME)], ...change }, { replicas: 3 });
  const cases: [Job | undefined, bigint | undefined][] = [
    [open({}), GPU_JOB],
    [open({ status: JobStatus.Working, replicas: [place(OTHER), place(ME)] }), GPU_JOB],
    [open({ replicas: [place(OTHER)] }), undefined],
    [open({ deadline: BigInt(NOW - 1) }), undefined],
    [undefined, undefined],
  ];
  for (const [job, holder] of cases) {
    const gpu = new GpuSlot();
    gpu.take(GPU_JOB);
    // Its run is never begun: another has the one slot.
    await workerWith(new Map(job === undefined ? [] : [[GPU_JOB, job]]), gpu, 0).tick();
    assert.equal(gpu.holder, holder);
  }
});

test("no seat is taken while a job has the GPU that its work needs; from then on the GPU is the panel's", () => {
  const spec = (profile: string) =>
    ({ kind: "train", profile, requires: {} }) as unknown as Parameters<typeof takeDevice>[1];
  const gpu = new GpuSlot();
  const here = { gpu, devices: ["webgpu", "cpu"] } as unknown as Parameters<typeof takeDevice>[0];
  const [panel, other] = [3n, 4n];
  const codeOf = (found: ReturnType<typeof takeDevice>) => ("code" in found ? found.code : found.device);
  gpu.take(7n);
  const busy = takeDevice(here, spec("fp32-gpu"), panel);
  assert.deepEqual(busy, { action: "skip", code: "busy", reason: "the GPU computes for job 7", final: false });
  assert.equal(codeOf(takeDevice(here, spec("fp32-cpu"), panel)), "cpu");
  gpu.leave(7n);
  assert.equal(codeOf(takeDevice(here, spec("fp32-gpu"), panel)), "webgpu");
  assert.equal(codeOf(takeDevice(here, spec("fp32-gpu"), panel)), "webgpu");
  assert.match(JSON.stringify(takeDevice(here, spec("fp32-gpu"), other)), /the GPU computes for panel 3/);
  assert.ok(!gpu.take(7n));
});

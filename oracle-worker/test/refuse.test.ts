import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { canonicalJson, type JobSpec, JobStatus } from "@blacktail/sdk";
import { parseEther } from "viem";
import { Middleman } from "./support/middleman.ts";
import {
  countEvents,
  jobOf,
  post,
  postDigest,
  startWorker,
  startWorld,
  trainSpec,
  urlOf,
  type World,
} from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3, 4]);
});
afterEach(() => world.killWorkers());
after(() => world.stop());

test("refuses what it must not or cannot run, once, with the reason, and nothing is claimed", {
  timeout: 180_000,
}, async () => {
  const good = await trainSpec(world);
  const bytes = new TextEncoder();
  const limits = { ...good.limits, memoryMiB: 1_000_000 };
  const noColumn = good.data.map((each) => ({ ...each, target: "fail" }));
  const badConfig = { ...good.framework, config: { model: "forest" } } as NonNullable<JobSpec["framework"]>;
  const jobs = new Map([
    [await postDigest(world, (await world.storage.put(bytes.encode("no json"))).digest), "spec"],
    [await postDigest(world, (await world.storage.put(canonicalJson({ ...good, v: 2 }))).digest), "spec"],
    [await post(world, { ...good, limits }), "limits"],
    [await post(world, { ...good, profile: "int8" }), "profile"],
    [await post(world, good, { budget: 1n }), "price"],
    [await post(world, good, { workPeriod: 20 }), "period"],
    [await post(world, good, { stakeLock: parseEther("500") }), "stake-lock"],
    [await post(world, { ...good, data: noColumn }), "data"],
    [await post(world, { ...good, framework: badConfig }), "data"],
  ]);
  const worker = startWorker(world, 3, { BLACKTAIL_MIN_PRICE_ETH: "0.5", BLACKTAIL_MAX_STAKE_LOCK: "100" });
  for (const [jobId, code] of jobs) {
    const line = await worker.line(/^not taking the job$/, 40_000, (each) => each.jobId === `${jobId}`);
    assert.equal(line.code, code, JSON.stringify(line));
    assert.match(String(line.reason), /\w{3}/);
    assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
  }
  const said = worker.lines.filter(({ msg }) => msg === "not taking the job");
  assert.equal(said.length, jobs.size, "each reason is said once");
  const metrics = await (await fetch(`${await urlOf(worker)}/metrics`)).text();
  assert.match(metrics, /^blacktail_worker_skipped_total\{code="data"\} 2$/m);
  await world.chain.increaseTime(601);
});

test("a flipped byte from storage is noticed: nothing is claimed until a true copy arrives", {
  timeout: 180_000,
}, async () => {
  const proxy = new Middleman(world.storageUrl);
  proxy.tamper = (path, body) => {
    if (path.startsWith("/ipfs/") && body.length > 1_000) body[500] = (body[500] ?? 0) ^ 1;
    return body;
  };
  await proxy.up();
  const worker = startWorker(world, 3, { BLACKTAIL_STORAGE_GATEWAYS: proxy.url });
  const jobId = await post(world, await trainSpec(world, {}, 2));
  const line = await worker.line(/^consider failed; trying again$/);
  assert.match(JSON.stringify(line), /STORAGE_TAMPERED/);
  assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
  proxy.tamper = (_, body) => body;
  await worker.line(/^claimed$/);
  await worker.line(/^result submitted$/);
  await proxy.down();
});

test("two workers race for one job: one does it, the other carries on and does the next", {
  timeout: 240_000,
}, async () => {
  const workers = [startWorker(world, 3), startWorker(world, 4)];
  await Promise.all(workers.map((worker) => worker.line(/^the provider is in order$/)));
  const first = await post(world, await trainSpec(world));
  await Promise.any(
    workers.map((worker) => worker.line(/^result submitted$/, 30_000, ({ jobId }) => jobId === `${first}`)),
  );
  assert.equal(await countEvents(world, "JobClaimed", first), 1);
  assert.equal(await countEvents(world, "ResultSubmitted", first), 1);
  const second = await post(world, await trainSpec(world));
  const third = await post(world, await trainSpec(world));
  for (const jobId of [second, third]) {
    await Promise.any(
      workers.map((worker) => worker.line(/^result submitted$/, 45_000, (line) => line.jobId === `${jobId}`)),
    );
    assert.equal(await countEvents(world, "JobClaimed", jobId), 1);
  }
  for (const worker of workers) {
    assert.ok(worker.isRunning);
    assert.deepEqual(
      worker.lines.filter(({ level }) => level === "error" || level === "fatal"),
      [],
    );
  }
});

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { digestToCid, JobStatus, Output, replicaPay } from "@blacktail/sdk";
import { type Service, until } from "./support/processes.ts";
import {
  countEvents,
  creditsOf,
  jobOf,
  PRICE,
  post,
  startWorker,
  startWorld,
  trainSpec,
  type World,
} from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3, 4, 5]);
});
afterEach(() => world.killWorkers());
after(() => world.stop());

const CRASH = new URL("./support/crashAt.ts", import.meta.url).href;
const seen: Service[] = [];
const start = (...args: Parameters<typeof startWorker>): Service => {
  const worker = startWorker(...args);
  seen.push(worker);
  return worker;
};
const stories = (workers: readonly Service[]) => workers.map((worker) => worker.story()).join("\n----\n");

async function reached(jobId: bigint, status: number, workers: readonly Service[]) {
  return until(
    `status ${status}`,
    async () => {
      const job = await jobOf(world, jobId);
      return job.status === status && job;
    },
    60_000,
  ).catch((error) => assert.fail(`${error}\n${stories(workers)}`));
}

async function inOrder(...workers: Service[]): Promise<Service[]> {
  await Promise.all(workers.map((worker) => worker.line(/^the provider is in order$/)));
  return workers;
}

test("three workers do one stage: each commits before anything of it is published, all reveal the same, each is paid its share", {
  timeout: 240_000,
}, async () => {
  const before = await Promise.all([3, 4, 5].map((provider) => creditsOf(world, provider)));
  const workers = await inOrder(start(world, 3), start(world, 4), start(world, 5));
  const jobId = await post(world, await trainSpec(world), { replicas: 3 });
  const pending = await reached(jobId, JobStatus.Pending, workers);
  assert.equal(new Set(pending.replicas.map(({ digest }) => digest)).size, 1);
  const output = await world.storage.getJson(Output, digestToCid(pending.result));
  assert.ok(output.artifacts.model !== undefined && (await world.storage.get(output.artifacts.model)).length > 0);
  await world.chain.increaseTime(61);
  await reached(jobId, JobStatus.Done, workers);
  for (const event of ["ReplicaClaimed", "ReplicaCommitted", "ReplicaRevealed", "ProviderPaid"] as const) {
    assert.equal(await countEvents(world, event, jobId), 3, event);
  }
  const paid = await Promise.all(
    [3, 4, 5].map(async (provider, at) => (await creditsOf(world, provider)) - (before[at] ?? 0n)),
  );
  const shares = [0, 1, 2].map((index) => replicaPay(pending, index).toProvider);
  assert.deepEqual(paid.toSorted(), shares.toSorted());
  const fees = [0, 1, 2].map((index) => replicaPay(pending, index).fee);
  assert.equal(
    [...shares, ...fees].reduce((sum, part) => sum + part, 0n),
    PRICE,
  );
  for (const worker of workers)
    assert.deepEqual(
      worker.lines.filter(({ level }) => level === "error" || level === "fatal"),
      [],
    );
});

const points = [
  ["its salt is on disk, its commitment not signed", 'journal:"type":"commitment"'],
  ["its commitment is signed, not sent", 'journal:"type":"sent","key":"commitReplica:'],
  ["its commitment has left", "broadcast:2"],
  ["its reveal is signed, not sent", 'journal:"type":"sent","key":"revealReplica:'],
  ["its reveal has left", "broadcast:3"],
] as const;

for (const [what, at] of points) {
  test(`killed when ${what}: reveals what it committed to, once`, { timeout: 240_000 }, async () => {
    const doomed = start(world, 3, { CRASH_AT: at }, ["--import", CRASH]);
    const other = start(world, 4);
    await inOrder(doomed, other);
    const jobId = await post(world, await trainSpec(world), { replicas: 2 });
    assert.equal(await doomed.ended(), "SIGKILL", doomed.story());
    const worker = start(world, 3);
    await reached(jobId, JobStatus.Pending, [worker, other]);
    await world.chain.increaseTime(61);
    await reached(jobId, JobStatus.Done, [worker, other]);
    for (const event of ["ReplicaClaimed", "ReplicaCommitted", "ReplicaRevealed", "ProviderPaid"] as const) {
      assert.equal(await countEvents(world, event, jobId), 2, event);
    }
    assert.equal(await countEvents(world, "NoShowSlashed", jobId), 0);
  });
}

test("a replica that never comes back after its commitment is closed out: the other's result stands and is paid", {
  timeout: 240_000,
}, async () => {
  const doomed = start(world, 3, { CRASH_AT: 'journal:"type":"sent","key":"revealReplica:' }, ["--import", CRASH]);
  const other = start(world, 4);
  await inOrder(doomed, other);
  const jobId = await post(world, await trainSpec(world), { replicas: 2 });
  assert.equal(await doomed.ended(), "SIGKILL", doomed.story());
  await other.line(/^result revealed$/, 60_000);
  await world.chain.increaseTime(61);
  await reached(jobId, JobStatus.Pending, [other]);
  assert.equal(await countEvents(world, "NoShowSlashed", jobId), 1);
  await world.chain.increaseTime(61);
  await reached(jobId, JobStatus.Done, [other]);
  assert.equal(await countEvents(world, "ProviderPaid", jobId), 1);
});

test("no salt is in a log", () => {
  const journals = globSync(join(world.folder, "data-*", "*", "journal"));
  const salts = journals.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/"salt":"(0x[0-9a-f]{64})"/g)].map(([, salt]) => salt),
  );
  assert.ok(salts.length > 0, "the test's own premise");
  assert.equal(new Set(salts).size, salts.length, "each is chosen once");
  const said = seen.map((worker) => worker.stderr + JSON.stringify(worker.lines)).join();
  for (const salt of salts) assert.ok(!said.includes(salt ?? ""), "a salt is in a log");
});

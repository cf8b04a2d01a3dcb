import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { claimJob, JobStatus } from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { Middleman } from "./support/middleman.ts";
import { until } from "./support/processes.ts";
import { countEvents, jobOf, post, startWorker, startWorld, trainSpec, urlOf, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3, 4]);
});
afterEach(() => world.killWorkers());
after(() => world.stop());

test("the RPC goes down in the middle of a job: the worker waits, says so, and goes on", {
  timeout: 180_000,
}, async () => {
  const proxy = new Middleman(world.chain.rpcUrl);
  await proxy.up();
  const worker = startWorker(world, 3, { BLACKTAIL_CHAIN_RPC_URL: proxy.url });
  const url = await urlOf(worker);
  const jobId = await post(world, await trainSpec(world));
  await worker.line(/^working$/, 30_000, ({ phase }) => phase === "training");
  await proxy.down();
  await worker.line(/^cannot read the chain; trying again$/);
  const health = await fetch(`${url}/healthz`);
  assert.equal(health.status, 503);
  assert.match(await health.text(), /"chain":"\w/);
  await until("the end of the training", () => worker.lines.some(({ phase }) => phase === "publishing"));
  assert.ok(worker.isRunning);
  await proxy.up();
  await worker.line(/^result submitted$/);
  await worker.line(/^the chain answers again$/);
  assert.equal(await countEvents(world, "ResultSubmitted", jobId), 1);
  assert.match(
    await (await fetch(`${url}/metrics`)).text(),
    /^blacktail_worker_rpc_errors_total\{method="\w+"\} [1-9]/m,
  );
  await proxy.down();
});

test("a claim that nobody mines is sent again with a higher fee and the same nonce", { timeout: 180_000 }, async () => {
  const worker = startWorker(world, 3, { BLACKTAIL_TX_STUCK_MS: "700" });
  await worker.line(/^the provider is in order$/);
  const address = testAccount(6).address;
  const before = await world.chain.publicClient.getTransactionCount({ address });
  const jobId = await post(world, await trainSpec(world));
  await worker.line(/^claiming$/);
  await world.chain.testClient.setAutomine(false);
  await worker.line(/^transaction broadcast$/);
  // A block that leaves it out: without any block no fee would help.
  await world.chain.testClient.request({ method: "anvil_dropAllTransactions" as never, params: [] as never });
  await world.chain.testClient.mine({ blocks: 1 });
  const raised = await worker.line(/^not mined yet: fee raised$/).catch(() => undefined);
  await world.chain.testClient.setAutomine(true);
  await world.chain.testClient.mine({ blocks: 1 });
  await worker.line(/^result submitted$/);
  // The claim may have been mined before mining stopped; then it was the submission that waited.
  assert.ok(raised !== undefined && raised.was !== raised.hash, worker.story());
  assert.equal((await world.chain.publicClient.getTransactionCount({ address })) - before, 2);
  assert.equal(await countEvents(world, "JobClaimed", jobId), 1);
});

test("a stop while it looks at a job: nothing is claimed, and the next start takes it", {
  timeout: 180_000,
}, async () => {
  const worker = startWorker(world, 3, { BLACKTAIL_CLAIM_JITTER_MS: "2000" });
  await worker.line(/^the provider is in order$/);
  const jobId = await post(world, await trainSpec(world));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(await worker.stop(), 0);
  assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
  await startWorker(world, 3).line(/^claimed$/);
  // Killed here for good: the job becomes overdue, and later workers must not wait for it.
});

test("as a public service it refunds what nobody claimed and slashes who did not show up", {
  timeout: 180_000,
}, async () => {
  const unclaimed = await post(world, await trainSpec(world));
  const lazy = await post(world, await trainSpec(world));
  await claimJob(world.chain.clients(7), { jobId: lazy, provider: testAccount(4).address });
  await world.chain.increaseTime(700);
  const worker = startWorker(world, 3, { BLACKTAIL_PUBLIC_SERVICE: "true" });
  for (const jobId of [unclaimed, lazy]) {
    await until("the refund", async () => (await jobOf(world, jobId)).status === JobStatus.Refunded).catch((error) =>
      assert.fail(`${error}\n${worker.story()}`),
    );
  }
});

test("a second worker on the same folder is told so, and to try again", async () => {
  const worker = startWorker(world, 3);
  await worker.line(/^worker started$/);
  const second = startWorker(world, 3);
  assert.equal(await second.ended(), 75);
  assert.match(second.stderr, /WORKER_LOCKED: Another worker \(pid \d+\)/);
  assert.ok(worker.isRunning);
});

test("wrong settings end the worker with 78 and their names", async () => {
  const worker = startWorker(world, 3, { BLACKTAIL_PROVIDER: "0x12", BLACKTAIL_CONCURRENCY: "none" });
  assert.equal(await worker.ended(), 78);
  assert.match(worker.stderr, /BLACKTAIL_PROVIDER is "0x12", which is not an address: give 0x and 40/);
  assert.match(worker.stderr, /BLACKTAIL_CONCURRENCY is "none"/);
});

test("an unregistered provider and a wrong operator are told what to do, and claim nothing", {
  timeout: 120_000,
}, async () => {
  const stranger = startWorker(world, 5);
  const line = await stranger.line(/is not registered/);
  assert.match(line.msg ?? "", /stake \$BLACK for it with operator 0x/);
  await stranger.stop();
  const key = join(world.folder, "other-key");
  writeFileSync(key, `0x${"77".repeat(32)}`);
  const worker = startWorker(world, 3, { BLACKTAIL_OPERATOR_KEY_FILE: key });
  await worker.line(/names 0x\w+ as its operator, this worker's key is/);
  await worker.line(/holds 0 ETH, less than/);
});

/** A file system with almost no room, if this user may mount one. */
function smallDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("a full disk is named, nothing is half-done, and the worker goes on when there is room", {
  timeout: 180_000,
}, async (context) => {
  const folder = join(world.folder, "small");
  if (!smallDisk(folder)) return context.skip("this user may not mount a tmpfs");
  try {
    const worker = startWorker(world, 3, { BLACKTAIL_DATA_DIR: folder, BLACKTAIL_GRACE_MS: "0" });
    const url = await urlOf(worker);
    await worker.line(/^the provider is in order$/);
    const filler = join(folder, "filler");
    assert.throws(() => writeFileSync(filler, Buffer.alloc(4_000_000)), /ENOSPC/);
    const jobId = await post(world, await trainSpec(world));
    const line = await worker.line(/failed; trying again$/);
    assert.match(JSON.stringify(line), /WORKER_DISK_FULL.*BLACKTAIL_DATA_DIR/);
    assert.match(await (await fetch(`${url}/healthz`)).text(), /"disk":"There is no room left/);
    assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
    rmSync(filler);
    await worker.line(/^result submitted$/, 40_000);
    assert.equal(await worker.stop(), 0);
  } finally {
    await world.killWorkers();
    execFileSync("umount", [folder]);
  }
});

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type Job, JobStatus, replicaPay } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { finish, untilJob, untilStatus } from "./support/course.ts";
import { assertGains, ledgerOf } from "./support/ledger.ts";
import {
  BUDGET,
  jobOf,
  LOCK,
  type MarketWorld,
  post,
  providerAt,
  startMarket,
  startWorker,
  takesJobs,
} from "./support/market.ts";

const PROVIDERS = 2;
const TIMEOUT_MS = 900_000;
const CRASH = new URL("../../oracle-worker/test/support/crashAt.ts", import.meta.url).href;
const isAt = (job: Job, index: number) => isAddressEqual(job.provider, testAccount(providerAt(index)).address);

/** Of a lock that a deadline cost: a quarter to the requester, the rest burned. */
const NO_SHOW = { toRequester: LOCK / 4n, burned: LOCK - LOCK / 4n };

describe("a provider that fails on the way", { timeout: TIMEOUT_MS }, () => {
  let world: MarketWorld;
  before(async () => {
    world = await startMarket(PROVIDERS);
  });
  afterEach(() => world.killWorkers());
  after(() => world.stop());

  /** The first provider has failed: its period ends, another slashes it and does the work; the requester pays once and is paid for the delay. */
  async function anotherDoesIt(jobId: bigint, then: Awaited<ReturnType<typeof ledgerOf>>): Promise<void> {
    const working = await jobOf(world, jobId);
    assert.equal(working.status, JobStatus.Working);
    assert.ok(isAt(working, 0));
    await takesJobs(world, 0, false);
    await startWorker(world, 1);
    await world.chain.increaseTime(working.terms.workPeriod + 1);
    const done = await finish(world, jobId);
    assert.equal(done.status, JobStatus.Done);
    const { toProvider, fee } = replicaPay(working);
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -BUDGET, black: NO_SHOW.toRequester },
      providers: { 0: { stake: -LOCK }, 1: { eth: toProvider } },
      protocol: { eth: fee },
      burned: NO_SHOW.burned,
    });
    await takesJobs(world, 0, true);
  }

  const points = [
    ["its claim has left", "broadcast:1"],
    ["its result is published, nothing signed", 'journal:"type":"result"'],
    ["its submission is in the journal, not yet sent", 'journal:"type":"sent","key":"submit:'],
  ] as const;
  for (const [what, at] of points) {
    it(`killed when ${what}, and never back: it loses its lock, another does the work`, async () => {
      const then = await ledgerOf(world, PROVIDERS);
      const first = await startWorker(world, 0, { env: { CRASH_AT: at }, preload: [CRASH] });
      const jobId = await post(world);
      assert.equal(await first.ended(), "SIGKILL", first.story());
      await untilStatus(world, jobId, JobStatus.Working);
      await anotherDoesIt(jobId, then);
    });
  }

  it("killed while it trains, and never back: the same", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const first = await startWorker(world, 0);
    const jobId = await post(world);
    await first.line(/^working$/, 60_000, ({ phase }) => phase === "training");
    await first.stop("SIGKILL");
    await anotherDoesIt(jobId, then);
  });

  it("too slow: the same, and what it brings late counts for nothing", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const first = await startWorker(world, 0);
    const jobId = await post(world);
    await first.line(/^working$/, 60_000, ({ phase }) => phase === "training");
    first.child.kill("SIGSTOP");
    try {
      await anotherDoesIt(jobId, then);
      const done = await ledgerOf(world, PROVIDERS);
      first.child.kill("SIGCONT");
      await first.line(/^(run dropped|the job moved on)$/, 30_000);
      assert.deepEqual((await ledgerOf(world, PROVIDERS)).providers[0], done.providers[0]);
    } finally {
      first.child.kill("SIGCONT");
    }
  });

  it("one of two replicas, killed when its commitment has left and its result is not shown, and back: both are paid once", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const first = await startWorker(world, 0, { env: { CRASH_AT: "broadcast:2" }, preload: [CRASH] });
    await startWorker(world, 1);
    const jobId = await post(world, {}, { replicas: 2 });
    assert.equal(await first.ended(), "SIGKILL", first.story());
    await startWorker(world, 0);
    const pending = await untilJob(
      world,
      jobId,
      "both replicas to agree",
      ({ status }) => status === JobStatus.Pending,
    );
    await finish(world, jobId);
    const place = pending.replicas.findIndex(({ provider }) =>
      isAddressEqual(provider, testAccount(providerAt(0)).address),
    );
    const [own, other] = [replicaPay(pending, place), replicaPay(pending, 1 - place)];
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -BUDGET },
      providers: { 0: { eth: own.toProvider }, 1: { eth: other.toProvider } },
      protocol: { eth: own.fee + other.fee },
    });
  });
});

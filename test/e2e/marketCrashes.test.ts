import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type Job, JobStatus, replicaPay } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { finish, letPass, untilJob, untilStatus } from "./support/course.ts";
import { assertGains, type Gains, ledgerOf } from "./support/ledger.ts";
import { BUDGET, jobOf, LOCK, type MarketWorld, post, providerAt, startMarket, startWorker } from "./support/market.ts";
import { NO_SHOW } from "./support/slashes.ts";

const TIMEOUT_MS = 600_000;
const CRASH = new URL("../../oracle-worker/test/support/crashAt.ts", import.meta.url).href;
const killedAt = (point: string) => ({ env: { CRASH_AT: point }, preload: [CRASH] });

/** How each of the first providers fails, by its number; one more is honest. */
const FAILURES: [how: string, crashAt: string | undefined, then: NodeJS.Signals][] = [
  ["killed when its claim has left", "broadcast:1", "SIGKILL"],
  ["killed when its result is published, nothing signed", 'journal:"type":"result"', "SIGKILL"],
  ["killed when its submission is in the journal, not yet sent", 'journal:"type":"sent","key":"submit:', "SIGKILL"],
  ["killed while it trains", undefined, "SIGKILL"],
  ["too slow", undefined, "SIGSTOP"],
];
const HONEST = FAILURES.length;
const SLOW = HONEST - 1;
const PROVIDERS = HONEST + 1;
const isAt = (job: Job, index: number) => isAddressEqual(job.provider, testAccount(providerAt(index)).address);

describe("providers that fail on the way", { timeout: TIMEOUT_MS }, () => {
  let world: MarketWorld;
  before(async () => {
    world = await startMarket(PROVIDERS);
  });
  afterEach(() => world.killWorkers());
  after(() => world.stop());

  it("each loses its lock, another does the work, and the requester pays once and is paid for the delay", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const jobs: bigint[] = [];
    for (const [index, [how, crashAt, signal]] of FAILURES.entries()) {
      const worker = await startWorker(world, index, crashAt === undefined ? {} : killedAt(crashAt));
      const jobId = await post(world);
      jobs.push(jobId);
      if (crashAt === undefined) {
        await worker.line(/^working$/, 60_000, ({ phase }) => phase === "training");
        worker.child.kill(signal);
      } else assert.equal(await worker.ended(), signal, `${how}: ${worker.story()}`);
      assert.ok(isAt(await untilStatus(world, jobId, JobStatus.Working), index), how);
    }
    const { terms } = await jobOf(world, jobs[SLOW] as bigint);
    await startWorker(world, HONEST, { slots: FAILURES.length });
    await letPass(world, terms.workPeriod);
    const paid = await finish(world, ...jobs);
    for (const job of paid) assert.deepEqual([job.status, isAt(job, HONEST)], [JobStatus.Done, true]);
    const pays = paid.map((job) => replicaPay(job));
    const failed = BigInt(FAILURES.length);
    const gains: Gains = {
      requester: { eth: -BUDGET * failed, black: NO_SHOW.toRequester * failed },
      providers: {
        ...FAILURES.map(() => ({ stake: -LOCK })),
        [HONEST]: { eth: pays.reduce((sum, { toProvider }) => sum + toProvider, 0n) },
      },
      protocol: { eth: pays.reduce((sum, { fee }) => sum + fee, 0n) },
      burned: NO_SHOW.burned * failed,
    };
    assertGains(then, await ledgerOf(world, PROVIDERS), gains);

    // What the slow one brings late counts for nothing.
    const slow = world.workers[SLOW];
    assert.ok(slow);
    slow.child.kill("SIGCONT");
    await slow.line(/./, 30_000, ({ msg, status }) => msg === "run dropped" || status === "Done");
    assertGains(then, await ledgerOf(world, PROVIDERS), gains);
  });

  it("one of two replicas, killed when its commitment has left and its result is not shown, and back: both are paid once", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const [first] = await Promise.all([startWorker(world, 0, killedAt("broadcast:2")), startWorker(world, 1)]);
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

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type Job, JobStatus, replicaPay, stageCount, stagePrice } from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { finish, letPass, untilJob, untilStatus } from "./support/course.ts";
import { assertGains, type Gains, ledgerOf } from "./support/ledger.ts";
import { BUDGET, LOCK, type MarketWorld, post, providerAt, startMarket, startWorker } from "./support/market.ts";
import { NO_SHOW } from "./support/slashes.ts";

const PROVIDERS = 3;
const TIMEOUT_MS = 300_000;

describe("honest providers", { timeout: TIMEOUT_MS }, () => {
  let world: MarketWorld;
  before(async () => {
    world = await startMarket(PROVIDERS);
  });
  afterEach(() => world.killWorkers());
  after(() => world.stop());

  it("a training in three stages: each is paid its price, and where the first vanished another goes on from its last checkpoint", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const first = await startWorker(world, 0);
    const jobId = await post(world, { stages: 3 });
    const { terms } = await untilStatus(world, jobId, JobStatus.Pending);
    assert.equal(stageCount(terms), 3);
    await letPass(world, terms.challengePeriod);
    const isInSecond = ({ stage, status }: Job) => stage === 1 && status === JobStatus.Working;
    await untilJob(world, jobId, "the second stage to be claimed", isInSecond);
    await first.stop("SIGKILL");
    await startWorker(world, 1);
    await letPass(world, terms.workPeriod);
    const [job] = await finish(world, jobId);
    assert.ok(job);
    assert.equal(job.status, JobStatus.Done);
    const fee = (stage: number) => (stagePrice(job.terms, stage) * BigInt(job.feeBps)) / 10_000n;
    const pay = (stage: number) => stagePrice(job.terms, stage) - fee(stage);
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -BUDGET, black: NO_SHOW.toRequester },
      providers: { 0: { eth: pay(0), stake: -LOCK }, 1: { eth: pay(1) + pay(2) } },
      protocol: { eth: fee(0) + fee(1) + fee(2) },
      burned: NO_SHOW.burned,
    });
  });

  it("three replicas that agree share the price", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    await Promise.all([0, 1, 2].map((index) => startWorker(world, index)));
    const jobId = await post(world, {}, { replicas: PROVIDERS });
    const pending = await untilStatus(world, jobId, JobStatus.Pending);
    await finish(world, jobId);
    const gains: Gains = { requester: { eth: -BUDGET }, providers: {}, protocol: { eth: 0n } };
    for (const [place, { provider }] of pending.replicas.entries()) {
      const { toProvider, fee } = replicaPay(pending, place);
      const index = Array.from({ length: PROVIDERS }).findIndex(
        (_, number) => testAccount(providerAt(number)).address === provider,
      );
      gains.providers = { ...gains.providers, [index]: { eth: toProvider } };
      gains.protocol = { eth: (gains.protocol?.eth ?? 0n) + fee };
    }
    assertGains(then, await ledgerOf(world, PROVIDERS), gains);
  });
});

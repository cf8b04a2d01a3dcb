import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { JobStatus, replicaPay, stageCount, stagePrice } from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { finish, untilStatus } from "./support/course.ts";
import { assertGains, type Gains, ledgerOf } from "./support/ledger.ts";
import { BUDGET, jobOf, type MarketWorld, post, providerAt, startMarket, startWorker } from "./support/market.ts";

const PROVIDERS = 3;
const TIMEOUT_MS = 300_000;

describe("honest providers", { timeout: TIMEOUT_MS }, () => {
  let world: MarketWorld;
  before(async () => {
    world = await startMarket(PROVIDERS);
  });
  afterEach(() => world.killWorkers());
  after(() => world.stop());

  it("a training in three stages: each is paid its price, and another goes on where the first vanished", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const first = await startWorker(world, 0);
    const jobId = await post(world, { stages: 3 });
    const { terms } = await untilStatus(world, jobId, JobStatus.Pending);
    assert.equal(stageCount(terms), 3);
    await first.stop("SIGKILL");
    await startWorker(world, 1);
    await finish(world, jobId);
    const job = await jobOf(world, jobId);
    assert.equal(job.status, JobStatus.Done);
    const fee = (stage: number) => (stagePrice(job.terms, stage) * BigInt(job.feeBps)) / 10_000n;
    const pay = (stage: number) => stagePrice(job.terms, stage) - fee(stage);
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -BUDGET },
      providers: { 0: { eth: pay(0) }, 1: { eth: pay(1) + pay(2) } },
      protocol: { eth: fee(0) + fee(1) + fee(2) },
    });
  });

  it("three replicas that agree share the price", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    for (let index = 0; index < PROVIDERS; index++) await startWorker(world, index);
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

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { challengeJob, digestToCid, JobStatus, replicaPay, sha256Hex } from "@blacktail/sdk";
import { finish, untilJob, untilStatus } from "./support/course.ts";
import { assertGains, ledgerOf } from "./support/ledger.ts";
import type { Lie } from "./support/lies.ts";
import {
  BUDGET,
  CHALLENGER,
  LOCK,
  type MarketWorld,
  post,
  startMarket,
  startWorker,
  takesJobs,
} from "./support/market.ts";
import { wrongResult } from "./support/slashes.ts";

const [LIAR, HONEST, REFEREE] = [0, 1, 2];
const PROVIDERS = 3;
const TIMEOUT_MS = 600_000;
const reason = sha256Hex(new TextEncoder().encode("I did it again, and it came out otherwise."));

describe("a provider that lies", { timeout: TIMEOUT_MS }, () => {
  let world: MarketWorld;
  before(async () => {
    world = await startMarket(PROVIDERS);
    await takesJobs(world, REFEREE, false);
  });
  afterEach(() => world.killWorkers());
  after(() => world.stop());

  const lies: [string, Lie][] = [
    ["claims a better metric than its model shows", "metric"],
    ["gives bytes for a model that no training made", "digest"],
    ["names a model that it withholds", "withheld"],
  ];
  for (const [what, lie] of lies) {
    it(`${what}: it loses its lock to who challenged it, and the requester pays once, for honest work`, async () => {
      const then = await ledgerOf(world, PROVIDERS);
      const liar = await startWorker(world, LIAR, { lie });
      await startWorker(world, REFEREE, { panels: true });
      const jobId = await post(world);
      const pending = await untilStatus(world, jobId, JobStatus.Pending);
      await liar.stop("SIGKILL");
      assert.equal(await modelIsThere(pending.result), lie !== "withheld");
      await challengeJob(world.chain.clients(CHALLENGER), { jobId, reason });
      await untilJob(world, jobId, "the referees to find it wrong", ({ status }) => status === JobStatus.Open);
      await startWorker(world, HONEST);
      const done = await finish(world, jobId);
      assert.equal(done.status, JobStatus.Done);
      // What was only withheld is told the same by whoever does not withhold it.
      assert.equal(done.result === pending.result, lie === "withheld");
      assert.equal(await modelIsThere(done.result), true);
      const { toRequester, toFinder, toReferees, burned } = wrongResult(true);
      const { toProvider, fee } = replicaPay(pending);
      assertGains(then, await ledgerOf(world, PROVIDERS), {
        requester: { eth: -BUDGET, black: toRequester },
        challenger: { black: toFinder },
        providers: {
          [LIAR]: { stake: -LOCK },
          [HONEST]: { eth: toProvider },
          [REFEREE]: { black: toReferees },
        },
        protocol: { eth: fee },
        burned,
      });
    });
  }

  it("a challenge of honest work loses its bond to the provider and the referees, and the work is paid", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    await startWorker(world, HONEST);
    await startWorker(world, REFEREE, { panels: true });
    const jobId = await post(world);
    const pending = await untilStatus(world, jobId, JobStatus.Pending);
    await challengeJob(world.chain.clients(CHALLENGER), { jobId, reason });
    await untilStatus(world, jobId, JobStatus.Done);
    const bond = pending.terms.stakeLock;
    const { toProvider, fee } = replicaPay(pending);
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -BUDGET },
      challenger: { black: -bond },
      providers: { [HONEST]: { eth: toProvider, black: bond - bond / 4n }, [REFEREE]: { black: bond / 4n } },
      protocol: { eth: fee },
    });
  });

  /** Whether the model that a result names can be had. */
  async function modelIsThere(result: `0x${string}`): Promise<boolean> {
    const output: { artifacts: { model: { cid: string } } } = JSON.parse(
      new TextDecoder().decode(await world.storage.get(digestToCid(result))),
    );
    return world.storage.has(output.artifacts.model.cid);
  }
});

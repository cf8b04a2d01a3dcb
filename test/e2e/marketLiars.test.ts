import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { challengeJob, digestToCid, type Job, JobStatus, replicaPay, sha256Hex } from "@blacktail/sdk";
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

/** The lies, each told by the provider of its number. */
const LIES: [what: string, lie: Lie][] = [
  ["claims a better metric than its model shows", "metric"],
  ["gives bytes for a model that no training made", "digest"],
  ["names a model that it withholds", "withheld"],
];
const HONEST = LIES.length;
const REFEREE = HONEST + 1;
const PROVIDERS = REFEREE + 1;
/** Seconds: so that all lies are told before the first is challenged. */
const WINDOW = 600;
const TIMEOUT_MS = 600_000;
const reason = sha256Hex(new TextEncoder().encode("I did it again, and it came out otherwise."));

describe("a provider that lies", { timeout: TIMEOUT_MS }, () => {
  let world: MarketWorld;
  before(async () => {
    world = await startMarket(PROVIDERS, REFEREE);
    await takesJobs(world, REFEREE, false);
  });
  afterEach(() => world.killWorkers());
  after(() => world.stop());

  it("loses its lock to who challenged it, and the requester pays once, for honest work", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    const told: Job[] = [];
    const jobIds: bigint[] = [];
    for (const [index, [what, lie]] of LIES.entries()) {
      const liar = await startWorker(world, index, { lie });
      const jobId = await post(world, {}, { challengePeriod: WINDOW });
      const pending = await untilStatus(world, jobId, JobStatus.Pending);
      await liar.stop("SIGKILL");
      assert.equal(await modelIsThere(pending.result), lie !== "withheld", what);
      told.push(pending);
      jobIds.push(jobId);
    }

    await startWorker(world, REFEREE, { panels: true, slots: LIES.length });
    for (const jobId of jobIds) await challengeJob(world.chain.clients(CHALLENGER), { jobId, reason });
    for (const jobId of jobIds)
      await untilJob(world, jobId, "the referees to find it wrong", ({ status }) => status === JobStatus.Open);
    await startWorker(world, HONEST, { slots: LIES.length });
    const done = await finish(world, ...jobIds);
    for (const [index, [what, lie]] of LIES.entries()) {
      const [job, lied] = [done[index] as Job, told[index] as Job];
      assert.equal(job.status, JobStatus.Done, what);
      // What was only withheld is told the same by whoever does not withhold it.
      assert.equal(job.result === lied.result, lie === "withheld", what);
      assert.equal(await modelIsThere(job.result), true, what);
    }
    const lies = BigInt(LIES.length);
    const { toRequester, toFinder, toReferees, burned } = wrongResult(true);
    const pays = done.map((job) => replicaPay(job));
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -BUDGET * lies, black: toRequester * lies },
      challenger: { black: toFinder * lies },
      providers: {
        ...LIES.map(() => ({ stake: -LOCK })),
        [HONEST]: { eth: pays.reduce((sum, { toProvider }) => sum + toProvider, 0n) },
        [REFEREE]: { black: toReferees * lies },
      },
      protocol: { eth: pays.reduce((sum, { fee }) => sum + fee, 0n) },
      burned: burned * lies,
    });
  });

  it("a challenge of honest work loses its bond to the provider and the referees, and the work is paid", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    await Promise.all([startWorker(world, HONEST), startWorker(world, REFEREE, { panels: true })]);
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

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { challengeJob, getPanel, JobStatus, refereesAbi, replicaPay, sha256Hex } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { setAuditRate } from "../../sdk/test/support/setAuditRate.ts";
import { finish, untilJob, untilStatus } from "./support/course.ts";
import { assertGains, ledgerOf } from "./support/ledger.ts";
import {
  BUDGET,
  CHALLENGER,
  LOCK,
  type MarketWorld,
  post,
  providerAt,
  startMarket,
  startWorker,
  takesJobs,
} from "./support/market.ts";
import { wrongResult } from "./support/slashes.ts";

const PROVIDERS = 4;
const TIMEOUT_MS = 600_000;
/** Two that tell the same lie, and two that are honest. */
const [LIAR, ACCOMPLICE, HONEST, REFEREE] = [0, 1, 2, 3];
const addressOf = (index: number) => testAccount(providerAt(index)).address;
const reason = sha256Hex(new TextEncoder().encode("I did it again, and it came out otherwise."));

describe("providers that collude", { timeout: TIMEOUT_MS }, () => {
  let world: MarketWorld;
  before(async () => {
    world = await startMarket(PROVIDERS);
    await takesJobs(world, REFEREE, false);
  });
  afterEach(() => world.killWorkers());
  after(() => world.stop());

  it("two of three replicas tell one lie: the third is paid, they lose their locks, and their shares go back", async () => {
    const then = await ledgerOf(world, PROVIDERS);
    await Promise.all([
      startWorker(world, LIAR, { lie: "metric" }),
      startWorker(world, ACCOMPLICE, { lie: "metric" }),
      startWorker(world, HONEST),
      startWorker(world, REFEREE, { panels: true }),
    ]);
    const jobId = await post(world, {}, { replicas: 3 });
    const disputed = await untilStatus(world, jobId, JobStatus.Disputed);
    const digestOf = (index: number) =>
      disputed.replicas.find(({ provider }) => isAddressEqual(provider, addressOf(index)))?.digest;
    assert.equal(digestOf(LIAR), digestOf(ACCOMPLICE));
    assert.notEqual(digestOf(LIAR), digestOf(HONEST));
    const done = await untilStatus(world, jobId, JobStatus.Done);
    assert.equal(done.result, digestOf(HONEST));
    const place = disputed.replicas.findIndex(({ provider }) => isAddressEqual(provider, addressOf(HONEST)));
    const { toProvider, fee } = replicaPay(disputed, place);
    const { toRequester, toReferees, burned } = wrongResult(false);
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -(toProvider + fee), black: 2n * toRequester },
      providers: {
        [LIAR]: { stake: -LOCK },
        [ACCOMPLICE]: { stake: -LOCK },
        [HONEST]: { eth: toProvider },
        [REFEREE]: { black: 2n * toReferees },
      },
      protocol: { eth: fee },
      burned: 2n * burned,
    });
  });

  it("an auditor that clears its accomplice's lie does not save it, and loses half its own lock: a challenger brings it before the referees", async () => {
    const governor = world.chain.clients(0);
    await setAuditRate(governor, 10_000);
    const then = await ledgerOf(world, PROVIDERS);
    const liar = await startWorker(world, LIAR, { lie: "metric" });
    const jobId = await post(world);
    await setAuditRate(governor, 0);
    const pending = await untilStatus(world, jobId, JobStatus.Pending);
    await liar.stop("SIGKILL");
    await takesJobs(world, ACCOMPLICE, false);
    const accomplice = await startWorker(world, ACCOMPLICE, { lie: "metric", panels: true });
    const cleared = await untilJob(world, jobId, "the auditor to clear it", (job) => job.audited);
    assert.deepEqual([cleared.status, cleared.result], [JobStatus.Pending, pending.result]);
    await accomplice.stop("SIGKILL");
    const audit = await lastAudit();
    assert.deepEqual(audit.members, [{ member: addressOf(ACCOMPLICE), vote: 1 }]);

    await startWorker(world, REFEREE, { panels: true });
    await challengeJob(world.chain.clients(CHALLENGER), { jobId, reason });
    await untilJob(world, jobId, "the referees to find it wrong", ({ status }) => status === JobStatus.Open);
    await startWorker(world, HONEST);
    const [done] = await finish(world, jobId);
    assert.equal(done?.status, JobStatus.Done);
    const { toRequester, toFinder, toReferees, burned } = wrongResult(true);
    const { toProvider, fee } = replicaPay(pending);
    assertGains(then, await ledgerOf(world, PROVIDERS), {
      requester: { eth: -BUDGET, black: toRequester },
      challenger: { black: toFinder },
      providers: {
        [LIAR]: { stake: -LOCK },
        // An auditor is paid whatever it finds, as far as the reserve goes, and slashed like any minority when the result falls.
        [ACCOMPLICE]: { eth: audit.paid, stake: -LOCK / 2n },
        [HONEST]: { eth: toProvider },
        [REFEREE]: { black: toReferees },
      },
      protocol: { eth: fee - audit.paid },
      burned: burned + LOCK / 2n,
    });
  });

  /** The latest panel: who sat on it, and what they were paid of the audit's fee. */
  async function lastAudit() {
    const { publicClient, addresses } = world.chain;
    const referees = { address: addresses.Referees, abi: refereesAbi } as const;
    const panelId = await publicClient.readContract({ ...referees, functionName: "panelCount" });
    const { members } = await getPanel(publicClient, { referees: addresses.Referees, panelId });
    const query = { ...referees, eventName: "MemberPaid", args: { panelId }, fromBlock: 0n, strict: true } as const;
    const payments = await publicClient.getContractEvents(query);
    return { members, paid: payments.reduce((sum, { args: { amount } }) => sum + amount, 0n) };
  }
});

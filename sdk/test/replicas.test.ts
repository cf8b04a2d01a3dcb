import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createPublicClient, custom, type Hex, http, parseEther, zeroAddress } from "viem";
import { anvil } from "viem/chains";
import {
  advancePanel,
  cancelJob,
  claimJob,
  closeReveals,
  commitReplica,
  commitVote,
  concludeJob,
  createJob,
  depositAndApprove,
  getJob,
  type Job,
  JobStatus,
  NATIVE,
  PanelPhase,
  receiptDigest,
  receiptOf,
  refundJob,
  replicaPay,
  resultCommitment,
  revealReplica,
  revealVote,
  settleJob,
  sitPanel,
  slashNoShow,
  voteCommitment,
} from "../src/index.ts";
import { latestJob } from "../src/jobs/latestJob.ts";
import { testAccount } from "./support/accounts.ts";
import { bodyOf, saltOf } from "./support/attest.ts";
import { becomeProvider, credits, sampleTerms } from "./support/money.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

const DEVELOPER = 1;
/** Providers and their operators. */
const FIRST = { index: 3, operator: 6 };
const SECOND = { index: 4, operator: 7 };
const REFEREE = { index: 5, operator: 8 };
type Party = typeof FIRST;

let chain: TestChain;
before(async () => {
  chain = await startChain();
  for (const { index, operator } of [FIRST, SECOND, REFEREE]) await becomeProvider(chain, index, operator);
  const { JobEscrow } = chain.addresses;
  await depositAndApprove(chain.clients(DEVELOPER), { currency: NATIVE, amount: parseEther("1"), module: JobEscrow });
});
after(() => chain.stop());

const addressOf = ({ index }: Party) => testAccount(index).address;
const salt = saltOf("salt");

/** The events must tell what the call gave. */
async function stands(jobId: bigint, job: Job, status: number): Promise<Job> {
  assert.equal(job.status, status);
  assert.deepEqual(await getJob(chain.publicClient, { escrow: chain.addresses.JobEscrow, jobId }), job);
  return job;
}

/** The job as a node tells it that searches one block at a time: what the newest events only hash is sought in older ones. */
async function inPages(jobId: bigint): Promise<Job | undefined> {
  const node = http(chain.rpcUrl)({ chain: anvil });
  const transport = custom({
    request: async (call) => {
      const [range] = (call.params ?? []) as [{ fromBlock: Hex; toBlock: Hex }];
      if (call.method === "eth_getLogs" && range.fromBlock !== range.toBlock) throw new Error("one block at a time");
      return node.request(call);
    },
  });
  const client = createPublicClient({ chain: anvil, transport, cacheTime: 0 });
  const toBlock = await client.getBlockNumber();
  return latestJob(client, { escrow: chain.addresses.JobEscrow, jobId, fromBlock: 0n, toBlock }, 1n);
}

async function claim(jobId: bigint, party: Party): Promise<Job> {
  return (await claimJob(chain.clients(party.operator), { jobId, provider: addressOf(party) })).job;
}

async function commit(jobId: bigint, before: Job, party: Party, output: string): Promise<Job> {
  const provider = addressOf(party);
  const digest = receiptDigest(receiptOf(jobId, before, bodyOf(output), provider), {
    chainId: 31337,
    escrow: chain.addresses.JobEscrow,
  });
  const commitment = resultCommitment(digest, salt, provider);
  return (await commitReplica(chain.clients(party.operator), { jobId, provider, commitment })).job;
}

/** Anyone may bring it. */
async function reveal(jobId: bigint, party: Party, output: string): Promise<Job> {
  const args = { jobId, provider: addressOf(party), body: bodyOf(output), salt };
  return (await revealReplica(chain.clients(9), args)).job;
}

test("two stages of two replicas: the first agree and are paid, the second differ and go to the referees", async () => {
  const { jobId, job: created } = await createJob(
    chain.clients(DEVELOPER),
    sampleTerms({ replicas: 2, stages: [1, 3], stakeLock: parseEther("40") }),
  );
  await stands(jobId, created, JobStatus.Open);
  const claimed = await stands(jobId, await claim(jobId, FIRST), JobStatus.Open);
  assert.deepEqual([claimed.replicas.length, claimed.attemptsLeft], [1, 2]);
  await assert.rejects(cancelJob(chain.clients(DEVELOPER), { jobId }), { code: "JobEscrow_ReplicasSeated" });
  const working = await stands(jobId, await claim(jobId, SECOND), JobStatus.Working);
  assert.equal(working.attemptsLeft, 1);
  await assert.rejects(commit(jobId, working, REFEREE, "same"), { code: "REPLICA_UNKNOWN" });
  await stands(jobId, await commit(jobId, working, SECOND, "same"), JobStatus.Working);
  await stands(jobId, await commit(jobId, working, FIRST, "same"), JobStatus.Revealing);
  await assert.rejects(reveal(jobId, FIRST, "other"), { code: "JobEscrow_WrongReveal" });
  await stands(jobId, await reveal(jobId, FIRST, "same"), JobStatus.Revealing);
  const pending = await stands(jobId, await reveal(jobId, SECOND, "same"), JobStatus.Pending);
  assert.equal(pending.result, bodyOf("same").outputDigest);

  const settled = await settleJob(chain.clients(DEVELOPER), { jobId });
  const next = await stands(jobId, settled.job, JobStatus.Open);
  assert.deepEqual([next.stage, next.input, next.replicas], [1, bodyOf("same").outputDigest, []]);
  const shares = [FIRST, SECOND].map((party, at) => ({ provider: addressOf(party), ...replicaPay(pending, at) }));
  assert.deepEqual(settled.paid, shares);

  await claim(jobId, FIRST);
  const again = await claim(jobId, SECOND);
  await commit(jobId, again, FIRST, "right");
  await commit(jobId, again, SECOND, "wrong");
  await reveal(jobId, FIRST, "right");
  const differ = await stands(jobId, await reveal(jobId, SECOND, "wrong"), JobStatus.Revealing);
  assert.equal(BigInt(differ.result), 0n);
  const { job: disputed } = await closeReveals(chain.clients(9), { jobId });
  await stands(jobId, disputed, JobStatus.Disputed);
  assert.deepEqual(await inPages(jobId), disputed);
  const panelId = disputed.dispute?.panelId ?? 0n;
  assert.equal(disputed.dispute?.challenger, zeroAddress);

  await chain.testClient.mine({ blocks: 2 });
  await chain.increaseTime(40);
  const operator = chain.clients(REFEREE.operator);
  const member = addressOf(REFEREE);
  const { panel } = await sitPanel(operator, { panelId, member });
  assert.deepEqual([panel.phase, panel.candidates], [PanelPhase.Committing, 2]);
  const vote = { panelId, member, vote: 0b01, reason: saltOf("reason"), salt };
  await commitVote(operator, { panelId, member, commitment: voteCommitment(vote) });
  await revealVote(operator, vote);
  await advancePanel(chain.clients(9), { panelId });
  const concluded = await concludeJob(chain.clients(9), { jobId });
  await stands(jobId, concluded.job, JobStatus.Done);
  assert.deepEqual([concluded.accepted, concluded.job.result], [1, bodyOf("right").outputDigest]);
  assert.deepEqual(concluded.paid, [{ provider: addressOf(FIRST), ...replicaPay(differ, 0) }]);
  assert.deepEqual(concluded.slashed, [
    {
      provider: addressOf(SECOND),
      toRequester: parseEther("10"),
      toFinder: 0n,
      toReferees: parseEther("15"),
      burned: parseEther("15"),
    },
  ]);
});

test("who does not commit is slashed and replaced; who does not reveal is slashed, and the result of the other stands", async () => {
  const terms = sampleTerms({ replicas: 2, stakeLock: parseEther("4") });
  const { jobId } = await createJob(chain.clients(DEVELOPER), terms);
  await claim(jobId, FIRST);
  const working = await claim(jobId, SECOND);
  await commit(jobId, working, FIRST, "same");
  await chain.increaseTime(3_601);
  const late = await slashNoShow(chain.clients(9), { jobId });
  const reopened = await stands(jobId, late.job, JobStatus.Open);
  assert.deepEqual(
    reopened.replicas.map(({ provider }) => provider),
    [addressOf(FIRST)],
  );
  assert.deepEqual(
    late.slashed.map(({ provider, burned }) => [provider, burned]),
    [[addressOf(SECOND), parseEther("3")]],
  );

  const replaced = await stands(jobId, await claim(jobId, REFEREE), JobStatus.Working);
  await stands(jobId, await commit(jobId, replaced, REFEREE, "same"), JobStatus.Revealing);
  await reveal(jobId, REFEREE, "same");
  await assert.rejects(closeReveals(chain.clients(9), { jobId }), { code: "JobEscrow_DeadlineNotPassed" });
  await chain.increaseTime(3_601);
  const closed = await closeReveals(chain.clients(9), { jobId });
  const pending = await stands(jobId, closed.job, JobStatus.Pending);
  assert.deepEqual(
    [pending.result, closed.slashed.map(({ provider }) => provider)],
    [bodyOf("same").outputDigest, [addressOf(FIRST)]],
  );
  const { paid, job } = await settleJob(chain.clients(DEVELOPER), { jobId });
  await stands(jobId, job, JobStatus.Done);
  assert.deepEqual(
    paid.map(({ provider, toProvider }) => [provider, toProvider]),
    [[addressOf(REFEREE), parseEther("0.0475")]],
  );
});

test("a place in a job that nobody else joins is given back", async () => {
  const start = await credits(chain, testAccount(DEVELOPER).address, NATIVE);
  const terms = sampleTerms({ replicas: 3, stakeLock: parseEther("4") });
  const { jobId } = await createJob(chain.clients(DEVELOPER), terms);
  await claim(jobId, FIRST);
  await chain.increaseTime(3_601);
  await stands(jobId, (await refundJob(chain.clients(9), { jobId })).job, JobStatus.Refunded);
  assert.equal(await credits(chain, testAccount(DEVELOPER).address, NATIVE), start);
});

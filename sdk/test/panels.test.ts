import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { concat, parseEther, toHex } from "viem";
import {
  advancePanel,
  attestationTypedData,
  challengeJob,
  claimJob,
  commitVote,
  concludeJob,
  createJob,
  currencyOf,
  depositAndApprove,
  describeError,
  drawAudit,
  getJob,
  getPanel,
  isAuditDrawn,
  type Job,
  JobStatus,
  jobEscrowAbi,
  jobLensAbi,
  NATIVE,
  type Panel,
  PanelPhase,
  packJob,
  receiptDigest,
  receiptOf,
  refereesAbi,
  revealVote,
  seatOpensAt,
  seedOf,
  settleJob,
  signatureVerifierAbi,
  sitPanel,
  submitResult,
  voteCommitment,
} from "../src/index.ts";
import { testAccount } from "./support/accounts.ts";
import { attest, saltOf } from "./support/attest.ts";
import { becomeProvider, credits, giveBlack, sampleTerms } from "./support/money.ts";
import { setAuditRate } from "./support/setAuditRate.ts";
import { startChain, type TestChain } from "./support/startChain.ts";

const DEVELOPER = 1;
const CHALLENGER = 2;
const PROVIDER = 3;
const OPERATOR = 6;
const REFEREE = 5;
const REFEREE_OPERATOR = 8;
const LOCK = parseEther("8");

let chain: TestChain;
let black: bigint;
before(async () => {
  chain = await startChain();
  const { JobEscrow, BlackToken } = chain.addresses;
  black = currencyOf(BlackToken);
  await becomeProvider(chain, PROVIDER, OPERATOR);
  await becomeProvider(chain, REFEREE, REFEREE_OPERATOR);
  await depositAndApprove(chain.clients(DEVELOPER), { currency: NATIVE, amount: parseEther("10"), module: JobEscrow });
  await giveBlack(chain, testAccount(CHALLENGER).address, parseEther("100"));
  await depositAndApprove(chain.clients(CHALLENGER), { currency: black, amount: parseEther("100"), module: JobEscrow });
});
after(() => chain.stop());

const provider = testAccount(PROVIDER).address;
const member = testAccount(REFEREE).address;

async function pending(): Promise<{ jobId: bigint; job: Job }> {
  const { jobId } = await createJob(chain.clients(DEVELOPER), sampleTerms({ stakeLock: LOCK }));
  const { job: working } = await claimJob(chain.clients(OPERATOR), { jobId, provider });
  const result = await attest(chain, jobId, working, OPERATOR);
  return { jobId, job: (await submitResult(chain.clients(9), { jobId, job: working, ...result })).job };
}

async function stands(jobId: bigint, job: Job, status: number): Promise<void> {
  assert.equal(job.status, status);
  assert.deepEqual(await getJob(chain.publicClient, { escrow: chain.addresses.JobEscrow, jobId }), job);
}

/** Seats the referee's provider when its ticket opens, and has it vote. */
async function decide(panelId: bigint, vote: number): Promise<Panel> {
  const operator = chain.clients(REFEREE_OPERATOR);
  await chain.testClient.mine({ blocks: 2 });
  const { Referees: referees, ProviderRegistry: registry } = chain.addresses;
  const panel = await getPanel(chain.publicClient, { referees, panelId });
  const opensAt = await seatOpensAt(chain.publicClient, { referees, registry, panel, member });
  assert.ok(opensAt !== undefined);
  const refusal = async (time: bigint) => {
    const reason = await chain.publicClient.readContract({
      address: referees,
      abi: refereesAbi,
      functionName: "canSit",
      args: [panelId, member, member, panel.parties],
      blockOverrides: { time },
    });
    return reason === "0x" ? undefined : describeError({ data: reason }).code;
  };
  const { timestamp } = await chain.publicClient.getBlock();
  assert.equal(await refusal(opensAt), undefined);
  assert.equal(await refusal(opensAt - 1n), "Referees_NotDrawn");
  if (opensAt > timestamp) await chain.increaseTime(Number(opensAt - timestamp));
  await sitPanel(operator, { panelId, member });
  const ballot = { panelId, member, vote, reason: saltOf("reason"), salt: saltOf("salt") };
  await commitVote(operator, { panelId, member, commitment: voteCommitment(ballot) });
  const { panel: revealed } = await revealVote(chain.clients(9), ballot);
  assert.deepEqual(revealed.members, [{ member, vote }]);
  return (await advancePanel(chain.clients(9), { panelId })).panel;
}

test("a challenge that is right: the provider loses its lock, the bond comes back, the stage reopens", async () => {
  const { jobId } = await pending();
  const start = await credits(chain, testAccount(CHALLENGER).address, black);
  const { job } = await challengeJob(chain.clients(CHALLENGER), { jobId, reason: saltOf("wrong") });
  await stands(jobId, job, JobStatus.Disputed);
  assert.ok(job.dispute);
  const { panelId } = job.dispute;
  await assert.rejects(concludeJob(chain.clients(9), { jobId }), { code: "JobEscrow_PanelNotEnded" });
  const panel = await decide(panelId, 0);
  assert.deepEqual([panel.phase, panel.accepted, panel.jobId], [PanelPhase.Decided, 0, jobId]);
  assert.deepEqual(panel.parties, [provider, testAccount(DEVELOPER).address, testAccount(CHALLENGER).address]);

  const concluded = await concludeJob(chain.clients(9), { jobId });
  await stands(jobId, concluded.job, JobStatus.Open);
  assert.equal(concluded.accepted, 0);
  const [slashed] = concluded.slashed;
  assert.deepEqual(
    [slashed?.toRequester, slashed?.toFinder, slashed?.toReferees, slashed?.burned],
    [parseEther("2"), parseEther("3"), parseEther("1.5"), parseEther("1.5")],
  );
  assert.equal(await credits(chain, testAccount(CHALLENGER).address, black), start + parseEther("3"));
});

test("a challenge that is wrong: the provider is paid, and takes the bond but for the referees' part", async () => {
  const { jobId } = await pending();
  const start = await credits(chain, provider, black);
  const { job } = await challengeJob(chain.clients(CHALLENGER), { jobId, reason: saltOf("wrong") });
  await decide(job.dispute?.panelId ?? 0n, 1);
  const concluded = await concludeJob(chain.clients(9), { jobId });
  await stands(jobId, concluded.job, JobStatus.Done);
  assert.deepEqual(
    concluded.paid.map(({ toProvider }) => toProvider),
    [parseEther("0.095")],
  );
  assert.equal((await credits(chain, provider, black)) - start, parseEther("6"));
  await assert.rejects(concludeJob(chain.clients(9), { jobId }), { code: "JOB_UNDISPUTED" });
});

test("a panel that nobody joins is void, and all goes back but a 512th of the bond", async () => {
  const { jobId } = await pending();
  const start = await credits(chain, testAccount(CHALLENGER).address, black);
  const { job } = await challengeJob(chain.clients(CHALLENGER), { jobId, reason: saltOf("wrong") });
  const panelId = job.dispute?.panelId ?? 0n;
  await assert.rejects(advancePanel(chain.clients(9), { panelId }), { code: "Referees_DeadlineNotPassed" });
  for (const phase of [PanelPhase.Seating, PanelPhase.Void]) {
    await chain.increaseTime(301);
    assert.equal((await advancePanel(chain.clients(9), { panelId })).panel.phase, phase);
  }
  const concluded = await concludeJob(chain.clients(9), { jobId });
  await stands(jobId, concluded.job, JobStatus.Refunded);
  assert.equal(concluded.accepted, undefined);
  assert.equal(await credits(chain, testAccount(CHALLENGER).address, black), start - (LOCK + 511n) / 512n);
  const { Referees: referees } = chain.addresses;
  await assert.rejects(getPanel(chain.publicClient, { referees, panelId: 99n }), { code: "PANEL_UNKNOWN" });
});

test("an audit, drawn by lot, that finds nothing: the result is pending again, and settled", async () => {
  const { JobEscrow, JobLens } = chain.addresses;
  const _call = { address: JobEscrow, abi: jobEscrowAbi } as const;
  await setAuditRate(chain.clients(0), 5_000);

  for (let audits = 0; audits < 2; ) {
    const { jobId, job } = await pending();
    assert.equal(job.auditBps, 5_000);
    await chain.testClient.mine({ blocks: 2 });
    const drawn = isAuditDrawn(jobId, job, await seedOf(chain.publicClient, job.block), 0);
    const onChain = await chain.publicClient.readContract({
      address: JobLens,
      abi: jobLensAbi,
      functionName: "isDrawn",
      args: [jobId, packJob(job)],
    });
    assert.equal(drawn, onChain);
    if (!drawn) {
      await assert.rejects(drawAudit(chain.clients(9), { jobId }), { code: "JobEscrow_NotDrawn" });
      await settleJob(chain.clients(DEVELOPER), { jobId });
      continue;
    }
    audits++;
    const { job: audited } = await drawAudit(chain.clients(9), { jobId });
    await stands(jobId, audited, JobStatus.Audited);
    await decide(audited.dispute?.auditId ?? 0n, 1);
    const { job: passed } = await concludeJob(chain.clients(9), { jobId });
    await stands(jobId, passed, JobStatus.Pending);
    assert.deepEqual([passed.audited, passed.dispute], [true, undefined]);
    await settleJob(chain.clients(DEVELOPER), { jobId });
  }
});

test("an auditor that finds something calls the referees, who may not be the same", async () => {
  await setAuditRate(chain.clients(0), 10_000);
  const { jobId } = await pending();
  await chain.testClient.mine({ blocks: 2 });
  const { job: audited } = await drawAudit(chain.clients(9), { jobId });
  await decide(audited.dispute?.auditId ?? 0n, 0);
  const { job: disputed } = await concludeJob(chain.clients(9), { jobId });
  await stands(jobId, disputed, JobStatus.Disputed);
  const panelId = disputed.dispute?.panelId ?? 0n;
  const sitting = sitPanel(chain.clients(REFEREE_OPERATOR), { panelId, member });
  await assert.rejects(sitting, { code: "Referees_PartyToCase" });
});

test("a result that the provider's second key vouches for", async () => {
  const { SignatureVerifier, JobEscrow } = chain.addresses;
  const key = testAccount(7);
  await chain.wallet(0).writeContract({
    address: SignatureVerifier,
    abi: signatureVerifierAbi,
    functionName: "certify",
    args: [provider, key.address, 2n ** 40n],
  });
  const { jobId } = await createJob(chain.clients(DEVELOPER), sampleTerms({ stakeLock: LOCK }));
  const { job: working } = await claimJob(chain.clients(OPERATOR), { jobId, provider });
  const result = await attest(chain, jobId, working, OPERATOR);
  const receipt = receiptDigest(receiptOf(jobId, working, result.body), { chainId: 31337, escrow: JobEscrow });
  const typedData = attestationTypedData({ receipt, provider }, { chainId: 31337, verifier: SignatureVerifier });
  const vouch = async (index: number) =>
    concat([toHex(1, { size: 1 }), await testAccount(index).signTypedData(typedData)]);
  const submit = async (index: number) =>
    submitResult(chain.clients(9), { jobId, ...result, attestation: await vouch(index) });
  await assert.rejects(submit(OPERATOR), { code: "JobEscrow_NotAttested" });
  const { job } = await submit(7);
  await stands(jobId, job, JobStatus.Pending);
  assert.equal(job.attestation, 1);
});

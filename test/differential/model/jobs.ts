import {
  type Dispute,
  disputeHash,
  type Job,
  JobStatus,
  type JobTerms,
  jobHash,
  packTerms,
  type ReceiptBody,
  type Replica,
  replicasHash,
} from "@blacktail/sdk";
import { type Address, type Hex, zeroAddress, zeroHash } from "viem";
import * as panels from "./panels.ts";
import { Refused } from "./refused.ts";
import * as stake from "./stake.ts";
import { add, BPS, NATIVE, type Panel, type Settings, type State } from "./state.ts";
import { isDrawn, isTurn, stageSubject } from "./tickets.ts";
import { burn, transfer } from "./vault.ts";

const MAX_REPLICAS = 9;
/** What a call passes in where there is no dispute. */
export const NO_DISPUTE: Dispute = { auditId: 0n, panelId: 0n, challenger: zeroAddress, bond: 0n, challengeLeft: 0n };

/* OPEN */

export function createJob(state: State, terms: JobTerms): bigint {
  const { settings, caller } = state;
  const inBlack = terms.currency === settings.black;
  const reputable = checkTerms(state, terms, inBlack);
  const usePrice = useCost(state, terms);
  const id = ++state.jobCount;
  state.jobs.set(id, {
    terms: { ...terms, usePrice },
    feeBps: inBlack ? settings.blackFeeBps : settings.feeBps,
    auditBps: settings.auditBps,
    reputable,
    requester: caller,
    status: JobStatus.Open,
    stage: 0,
    attemptsLeft: terms.attempts,
    deadline: state.now + BigInt(terms.claimPeriod),
    block: Number(state.block),
    provider: zeroAddress,
    attestation: 0,
    audited: false,
    input: zeroHash,
    result: zeroHash,
    replicas: [],
    dispute: undefined,
  });
  transfer(state, caller, settings.escrow, terms.currency, terms.budget + usePrice);
  return id;
}

export function cancel(state: State, id: bigint, given: Job): void {
  const job = check(state, id, given, JobStatus.Open);
  if (state.caller !== job.requester) throw new Refused("JobEscrow_NotRequester", id, state.caller);
  if (job.replicas.length > 0 || job.result !== zeroHash) throw new Refused("JobEscrow_ReplicasSeated", id);
  state.jobs.delete(id);
  returnLeft(state, job);
}

export function claim(state: State, id: bigint, given: Job, provider: Address): void {
  const job = checkOpen(state, id, given);
  checkReplication(id, job, false);
  lockInTurn(state, id, job, provider);
  state.jobs.set(id, { ...working(state, job), provider, attestation: 0, audited: false, result: zeroHash });
}

export function claimReplica(state: State, id: bigint, given: Job, list: readonly Replica[], provider: Address): void {
  const job = checkOpen(state, id, given);
  checkReplication(id, job, true);
  checkList(id, job, list);
  if (job.replicas.some((replica) => replica.provider === provider))
    throw new Refused("JobEscrow_AlreadyReplica", id, provider);
  lockInTurn(state, id, job, provider);
  const claimer = BigInt.asUintN(88, BigInt(state.caller));
  const replicas = [...job.replicas, { provider, claimer, revealed: false, digest: zeroHash }];
  state.jobs.set(id, { ...(replicas.length === job.terms.replicas ? working(state, job) : job), replicas });
}

export function refund(state: State, id: bigint, given: Job, list: readonly Replica[]): void {
  const job = check(state, id, given, JobStatus.Open);
  checkList(id, job, list);
  overdue(state, id, job);
  state.jobs.delete(id);
  for (const { provider } of job.replicas) release(state, job, provider);
  returnLeft(state, job);
}

/* WORKING */

/** `signed`: whether the operator signed this very receipt. `attestation`: number of the verifier it names, if any. */
export function submit(
  state: State,
  id: bigint,
  given: Job,
  body: ReceiptBody,
  signed: boolean,
  attestation: number | undefined,
): void {
  const job = check(state, id, given, JobStatus.Working);
  checkReplication(id, job, false);
  inTime(state, id, job);
  if (body.outputDigest === zeroHash) throw new Refused("JobEscrow_ZeroOutput", id);
  if (!signed) throw new Refused("JobEscrow_InvalidSignature", id, stake.poolOf(state, job.provider).operator);
  // Nothing vouches in this world.
  if (attestation !== undefined) throw new Refused("JobEscrow_NotAttested", id, attestation);
  state.jobs.set(id, { ...pending(state, job), result: body.outputDigest });
}

export function slashNoShow(state: State, id: bigint, given: Job): void {
  const job = check(state, id, given, JobStatus.Working);
  checkReplication(id, job, false);
  overdue(state, id, job);
  const open = retry(state, id, job, []);
  slashAbsent(state, job, job.provider, []);
  if (!open) returnLeft(state, job);
}

export function commitReplica(
  state: State,
  id: bigint,
  given: Job,
  list: readonly Replica[],
  index: number,
  commitment: Hex,
): void {
  const { job, replica } = placeAt(state, id, given, list, index, JobStatus.Working);
  const { provider, claimer, digest } = replica;
  if (commitment === zeroHash) throw new Refused("JobEscrow_ZeroCommitment", id);
  if (digest !== zeroHash) throw new Refused("JobEscrow_AlreadyCommitted", id, provider);
  if (state.caller !== provider && BigInt.asUintN(88, BigInt(state.caller)) !== claimer)
    throw new Refused("JobEscrow_NotOperator", provider, state.caller);
  const replicas = job.replicas.with(index, { ...replica, claimer: 0n, digest: commitment });
  const all = replicas.every((each) => each.digest !== zeroHash);
  const deadline = state.now + BigInt(job.terms.challengePeriod);
  state.jobs.set(id, { ...(all ? moved(state, job, JobStatus.Revealing, deadline) : job), replicas });
}

/** Who committed keeps its place. Half of what is left of the others' locks goes to it where its work is for nothing. */
export function slashReplicas(state: State, id: bigint, given: Job, list: readonly Replica[]): void {
  const job = check(state, id, given, JobStatus.Working);
  checkReplication(id, job, true);
  checkList(id, job, list);
  overdue(state, id, job);
  const kept = job.replicas.filter(({ digest }) => digest !== zeroHash);
  const open = retry(state, id, job, kept);
  for (const { provider, digest } of job.replicas)
    if (digest === zeroHash) slashAbsent(state, job, provider, open ? [] : kept);
  if (open) return;
  for (const { provider } of kept) release(state, job, provider);
  returnLeft(state, job);
}

/* REVEALING */

/** `commitment`: of the receipt and the salt that are revealed. */
export function revealReplica(
  state: State,
  id: bigint,
  given: Job,
  list: readonly Replica[],
  index: number,
  body: ReceiptBody,
  commitment: Hex,
): void {
  const { job, replica } = placeAt(state, id, given, list, index, JobStatus.Revealing);
  if (body.outputDigest === zeroHash) throw new Refused("JobEscrow_ZeroOutput", id);
  if (replica.revealed) throw new Refused("JobEscrow_AlreadyRevealed", id, replica.provider);
  if (commitment !== replica.digest) throw new Refused("JobEscrow_WrongReveal", id, replica.provider);
  const replicas = job.replicas.with(index, { ...replica, revealed: true, digest: body.outputDigest });
  const agreed = replicas.every(({ revealed, digest }) => revealed && digest === body.outputDigest);
  const next = agreed ? { ...pending(state, job), result: body.outputDigest } : job;
  state.jobs.set(id, { ...next, replicas });
}

export function closeReveals(state: State, id: bigint, given: Job, list: readonly Replica[]): void {
  const job = check(state, id, given, JobStatus.Revealing);
  checkReplication(id, job, true);
  checkList(id, job, list);
  const kept = job.replicas.filter(({ revealed }) => revealed);
  if (kept.length !== job.replicas.length) overdue(state, id, job);
  const [first] = kept;
  let open = true;
  if (first === undefined) open = retry(state, id, job, kept);
  else if (kept.every(({ digest }) => digest === first.digest))
    state.jobs.set(id, { ...pending(state, job), replicas: kept, result: first.digest });
  else {
    const panel = openPanel(
      state,
      job,
      false,
      kept.length,
      kept.map(({ provider }) => provider),
    );
    const dispute = { auditId: 0n, panelId: panel.id, challenger: zeroAddress, bond: 0n, challengeLeft: 0n };
    state.jobs.set(id, { ...disputed(state, job, dispute), replicas: kept });
  }
  for (const { provider, revealed } of job.replicas) if (!revealed) slashAbsent(state, job, provider, []);
  if (!open) returnLeft(state, job);
}

/* PENDING */

export function settle(state: State, id: bigint, given: Job): void {
  const job = check(state, id, given, JobStatus.Pending);
  checkReplication(id, job, false);
  if (state.caller !== job.requester) overdue(state, id, job);
  passStage(state, id, job, job.result);
  freeAuditors(state, id);
  payShares(state, job, [job.provider], 1);
}

export function settleReplicas(state: State, id: bigint, given: Job, list: readonly Replica[]): void {
  const job = check(state, id, given, JobStatus.Pending);
  checkReplication(id, job, true);
  checkList(id, job, list);
  if (state.caller !== job.requester) overdue(state, id, job);
  passStage(state, id, job, job.result);
  freeAuditors(state, id);
  payShares(state, job, providersOf(job), -1);
}

export function challenge(state: State, id: bigint, given: Job, list: readonly Replica[]): void {
  const job = checkPending(state, id, given, list);
  const { settings, caller } = state;
  // Auditors who found nothing answer for it.
  const auditId = takeAudit(state, id);
  const auditors = auditId === 0n ? [] : panels.panelAt(state, auditId).taken.map(({ member }) => member);
  const panel = openPanel(state, job, false, 1, providersOf(job), [...auditors, caller]);
  const bond = job.terms.stakeLock;
  const dispute = { auditId, panelId: panel.id, challenger: caller, bond, challengeLeft: 0n };
  state.jobs.set(id, disputed(state, job, dispute));
  transfer(state, caller, settings.escrow, settings.black, bond);
}

export function drawAudit(state: State, id: bigint, given: Job, list: readonly Replica[]): void {
  const job = checkPending(state, id, given, list);
  if (job.audited) throw new Refused("JobEscrow_AlreadyAudited", id);
  if (!isDrawn(state, { id, stage: job.stage, block: job.block, auditBps: job.auditBps }))
    throw new Refused("JobEscrow_NotDrawn", id);
  const panel = openPanel(state, job, true, 1, providersOf(job));
  const challengeLeft = job.deadline - state.now;
  const dispute = { auditId: panel.id, panelId: 0n, challenger: zeroAddress, bond: 0n, challengeLeft };
  state.jobs.set(id, { ...moved(state, job, JobStatus.Audited, 0n), dispute });
  panels.fundAudit(state, panel, job.terms.currency, coveredPrice(state, job));
}

/* AUDITED, DISPUTED */

export function conclude(
  state: State,
  id: bigint,
  given: Job,
  list: readonly Replica[],
  dispute: Dispute | undefined,
): void {
  const audited = dispute === undefined || dispute.panelId === 0n;
  const job = check(state, id, given, audited ? JobStatus.Audited : JobStatus.Disputed);
  checkList(id, job, list);
  if (dispute === undefined || disputeHash(dispute) !== disputeHash(job.dispute))
    throw new Refused("JobEscrow_DisputeMismatch", id, disputeHash(job.dispute), disputeHash(dispute ?? NO_DISPUTE));
  const panelId = audited ? dispute.auditId : dispute.panelId;
  const panel = panels.panelAt(state, panelId);
  if (!panels.hasEnded(panel)) throw new Refused("JobEscrow_PanelNotEnded", id, panelId);
  if (audited) endAudit(state, id, job, dispute, panel);
  else if (panel.phase === "Decided") decide(state, id, job, dispute, panel);
  else endVoid(state, id, job, dispute);
}

/** One auditor that rejects the result calls the referees. */
function endAudit(state: State, id: bigint, job: Job, dispute: Dispute, audit: Panel): void {
  if (panels.rejections(audit) > 0) {
    const auditors = audit.taken.map(({ member }) => member);
    const panel = openPanel(state, job, false, 1, providersOf(job), auditors);
    state.jobs.set(id, disputed(state, job, { ...dispute, panelId: panel.id }));
    return;
  }
  const again = moved(state, job, JobStatus.Pending, state.now + dispute.challengeLeft);
  state.jobs.set(id, { ...again, audited: true, dispute: undefined });
  state.passedAudits.set(id, audit.id);
}

function takeAudit(state: State, id: bigint): bigint {
  const auditId = state.passedAudits.get(id) ?? 0n;
  state.passedAudits.delete(id);
  return auditId;
}

/** Nobody challenged a result in which auditors had found nothing. */
function freeAuditors(state: State, id: bigint): void {
  const auditId = takeAudit(state, id);
  if (auditId !== 0n) panels.endAudit(state, panels.panelAt(state, auditId), undefined);
}

function decide(state: State, id: bigint, job: Job, dispute: Dispute, panel: Panel): void {
  const { escrow, referees, black } = state.settings;
  const { challenger, bond, auditId } = dispute;
  const challenged = challenger !== zeroAddress;
  // Else they found nothing, and a challenger did after them.
  const byAuditors = auditId !== 0n && !challenged;
  const providers = providersOf(job);
  const all = (1 << providers.length) - 1;
  // Equal results were one candidate.
  const accepted = byAuditors || challenged ? ((panel.accepted & 1) === 1 ? all : 0) : panel.accepted & all;
  const right = accepted !== 0;
  let open = true;
  if (right) passStage(state, id, job, outputOf(job, accepted));
  else open = retry(state, id, job, []);

  let toReferees = 0n;
  let toAuditors = 0n;
  for (const [index, provider] of providers.entries()) {
    if (((accepted >> index) & 1) === 1) continue;
    const parts = divideSlash(job.terms.stakeLock, byAuditors || challenged);
    toReferees += parts.toReferees;
    if (byAuditors) toAuditors += parts.toFinder;
    stake.slash(state, escrow, provider, job.terms.stakeLock, [
      [job.requester, parts.toRequester],
      [byAuditors ? referees : challenger, parts.toFinder],
      [referees, parts.toReferees],
    ]);
  }
  if (right) payShares(state, job, providers, accepted);
  else if (!open) returnLeft(state, job);
  if (challenged && !right) transfer(state, escrow, challenger, black, bond);
  if (challenged && right) {
    const toJury = bond / 4n;
    toReferees += toJury;
    for (const [index, provider] of providers.entries())
      transfer(state, escrow, provider, black, shareOf(bond - toJury, providers.length, index));
    transfer(state, escrow, referees, black, toJury);
  }
  if (toReferees !== 0n) panels.reward(state, panel, black, toReferees);
  if (auditId === 0n) return;
  const audit = panels.panelAt(state, auditId);
  if (right && byAuditors) panels.fundVerdict(state, panel, job.terms.currency, coveredPrice(state, job));
  panels.endAudit(state, audit, right ? 1 : 0);
  if (toAuditors !== 0n) panels.reward(state, audit, black, toAuditors);
}

/** What the reserve pays of the work's price: what the job's lock covers. */
function coveredPrice({ settings }: State, job: Job): bigint {
  const covered = (job.terms.stakeLock * 100n) / lockRate(settings, job.terms.currency);
  const price = workPrice(job);
  return price < covered ? price : covered;
}

/** No decision: everything goes back, but for a 512th of a bond, rounded up, which burns. */
function endVoid(state: State, id: bigint, job: Job, { challenger, bond, auditId }: Dispute): void {
  const { escrow, black } = state.settings;
  state.jobs.delete(id);
  for (const provider of providersOf(job)) release(state, job, provider);
  returnLeft(state, job);
  if (challenger !== zeroAddress) {
    const burned = (bond + 511n) / 512n;
    transfer(state, escrow, challenger, black, bond - burned);
    burn(state, escrow, burned);
  }
  if (auditId !== 0n) panels.endAudit(state, panels.panelAt(state, auditId), undefined);
}

/* FEES */

export function collectFees(state: State, currency: bigint): void {
  const { escrow, referees } = state.settings;
  const amount = state.fees.get(currency) ?? 0n;
  state.fees.delete(currency);
  transfer(state, escrow, referees, currency, amount);
}

/* CHECKS */

/** @returns The job as it stands, which is the one that was given. */
function check(state: State, id: bigint, given: Job, status: number): Job {
  const job = state.jobs.get(id);
  const [expected, is] = [job === undefined ? zeroHash : jobHash(job), jobHash(given)];
  if (job === undefined || expected !== is) throw new Refused("JobEscrow_StateMismatch", id, expected, is);
  if (job.status !== status) throw new Refused("JobEscrow_WrongStatus", id, job.status);
  return job;
}

function checkReplication(id: bigint, { terms }: Job, several: boolean): void {
  if ((terms.replicas !== 1) !== several) throw new Refused("JobEscrow_WrongReplication", id, terms.replicas);
}

function checkList(id: bigint, job: Job, list: readonly Replica[]): void {
  const [expected, is] = [replicasHash(job.replicas), replicasHash(list)];
  if (expected !== is) throw new Refused("JobEscrow_ReplicasMismatch", id, expected, is);
}

function checkPending(state: State, id: bigint, given: Job, list: readonly Replica[]): Job {
  const job = check(state, id, given, JobStatus.Pending);
  checkList(id, job, list);
  inTime(state, id, job);
  return job;
}

function checkOpen(state: State, id: bigint, given: Job): Job {
  const job = check(state, id, given, JobStatus.Open);
  inTime(state, id, job);
  return job;
}

/** Locks stake of a provider that may claim. Its ticket weighs what was free before; what its pool refuses is told first. */
function lockInTurn(state: State, id: bigint, job: Job, provider: Address): void {
  const opened = job.deadline - BigInt(job.terms.claimPeriod);
  const window = BigInt(job.terms.priorityPeriod);
  const subject = stageSubject(id, job.stage);
  const ticket = { began: BigInt(job.block), subject, provider, elapsed: state.now - opened, window };
  // Who did the stage before needs no ticket.
  const turn = provider === job.provider || isTurn(state, ticket);
  stake.lock(state, state.settings.escrow, provider, job.terms.stakeLock, demandOf(job));
  if (!turn) throw new Refused("JobEscrow_NotYourTurn", id, provider, opened + window);
}

function placeAt(state: State, id: bigint, given: Job, list: readonly Replica[], index: number, status: number) {
  const job = check(state, id, given, status);
  checkReplication(id, job, true);
  checkList(id, job, list);
  inTime(state, id, job);
  const replica = job.replicas[index];
  if (replica === undefined) throw new Refused("JobEscrow_NotReplica", id, BigInt(index));
  return { job, replica };
}

function inTime({ now }: State, id: bigint, { deadline }: Job): void {
  if (now > deadline) throw new Refused("JobEscrow_DeadlinePassed", id, deadline);
}

function overdue({ now }: State, id: bigint, { deadline }: Job): void {
  if (now <= deadline) throw new Refused("JobEscrow_DeadlineNotPassed", id, deadline);
}

/** @returns Whether the job will count for reputation. */
function checkTerms({ settings }: State, terms: JobTerms, inBlack: boolean): boolean {
  const { minPeriod, maxPeriod, minPriorityPeriod, maxAttempts, minStakeLock } = settings;
  const { claimPeriod, workPeriod, challengePeriod, priorityPeriod, attempts, replicas, budget } = terms;
  if (budget === 0n) throw new Refused("JobEscrow_ZeroPrice");
  if (terms.specDigest === zeroHash) throw new Refused("JobEscrow_ZeroSpec");
  if (terms.stages.includes(0)) throw new Refused("JobEscrow_InvalidStages", packTerms(terms).stages);
  const periods: [number, number, number][] = [
    [claimPeriod, minPeriod, maxPeriod],
    [workPeriod, minPeriod, maxPeriod],
    [challengePeriod, minPeriod, maxPeriod],
    [priorityPeriod, minPriorityPeriod, claimPeriod],
  ];
  for (const [period, least, most] of periods) {
    if (period < least || period > most)
      throw new Refused("JobEscrow_PeriodOutOfBounds", ...[period, least, most].map(BigInt));
  }
  if (attempts === 0 || attempts > maxAttempts)
    throw new Refused("JobEscrow_AttemptsOutOfBounds", BigInt(attempts), BigInt(maxAttempts));
  if (replicas === 0 || replicas > MAX_REPLICAS)
    throw new Refused("JobEscrow_ReplicasOutOfBounds", BigInt(replicas), BigInt(MAX_REPLICAS));
  let least = minStakeLock;
  const prices = Array.from({ length: stagesOf(terms) }, (_, stage) => priceOf(terms, stage));
  const sorted = prices.toSorted((a, b) => Number(a - b));
  const [cheapest = 0n, dearest = 0n] = [sorted.at(0), sorted.at(-1)];
  const each = BigInt(replicas);
  const worth = (((dearest + each - 1n) / each) * lockRate(settings, terms.currency)) / 100n;
  if (worth > least) least = worth;
  if (terms.stakeLock < least) throw new Refused("JobEscrow_StakeLockTooLow", terms.stakeLock, least);
  return inBlack && ((cheapest / each) * BigInt(settings.blackFeeBps)) / BPS >= settings.reputationFee;
}

/** $BLACK (wei) that a job locks for a hundred of the currency's smallest unit. */
function lockRate({ black, lockPercent, nativeLock }: Settings, currency: bigint): bigint {
  return currency === black ? lockPercent : nativeLock * 100n;
}

function useCost({ settings, caller }: State, { modelId, currency, usePrice }: JobTerms): bigint {
  const { model } = settings;
  if (modelId === 0n) return 0n;
  if (modelId !== model.id) throw new Refused("JobEscrow_UnknownModel", modelId);
  if (caller === model.owner) return 0n;
  if (currency !== NATIVE) throw new Refused("JobEscrow_UseNotOffered", modelId, currency);
  if (model.usePrice > usePrice) throw new Refused("JobEscrow_UsePriceTooLow", modelId, usePrice, model.usePrice);
  return model.usePrice;
}

/* MONEY */

const stagesOf = ({ stages }: JobTerms): number => stages.length || 1;

/** What a stage is paid: its weight's part, rounded down; the last takes the rest. */
function priceOf(terms: JobTerms, stage: number): bigint {
  const { budget, stages } = terms;
  const sum = BigInt(stages.reduce((total, weight) => total + weight, 0));
  const part = (index: number) => (budget * BigInt(stages[index] ?? 0)) / sum;
  if (stage < stagesOf(terms) - 1) return part(stage);
  let rest = budget;
  for (let index = 0; index < stage; index++) rest -= part(index);
  return rest;
}

/** What the escrow holds for a job beside a bond. */
export function leftOf({ terms, stage }: Job): bigint {
  let left = terms.usePrice;
  for (let index = stage; index < stagesOf(terms); index++) left += priceOf(terms, index);
  return left;
}

/** What one replica's work costs, which auditors and referees do again. */
const workPrice = (job: Job): bigint => priceOf(job.terms, job.stage) / BigInt(job.terms.replicas);

const shareOf = (price: bigint, count: number, index: number): bigint =>
  price / BigInt(count) + (index === 0 ? price % BigInt(count) : 0n);

const feeOf = (share: bigint, { feeBps }: Job): bigint => (share * BigInt(feeBps)) / BPS;

function demandOf(job: Job) {
  const share = workPrice(job);
  const { currency, capabilities } = job.terms;
  return { currency, price: share - feeOf(share, job), capabilities };
}

function returnLeft(state: State, job: Job): void {
  transfer(state, state.settings.escrow, job.requester, job.terms.currency, leftOf(job));
}

/** Ends the lock of one that earned nothing. */
function release(state: State, job: Job, provider: Address): void {
  stake.unlock(state, state.settings.escrow, provider, job.terms.stakeLock, job.terms.currency);
}

/** Pays the accepted ones of the stage's providers; what the others would have got goes back. */
function payShares(state: State, job: Job, providers: Address[], accepted: number): void {
  const { escrow } = state.settings;
  const { currency, stakeLock, replicas } = job.terms;
  const price = priceOf(job.terms, job.stage);
  let left = price;
  for (const [index, provider] of providers.entries()) {
    if (((accepted >> index) & 1) === 0) continue;
    const share = shareOf(price, replicas, index);
    const fee = feeOf(share, job);
    const customer = job.reputable ? job.requester : undefined;
    const shared = stake.unlock(state, escrow, provider, stakeLock, currency, customer);
    add(state.fees, currency, fee);
    stake.pay(state, escrow, provider, currency, share - fee, shared);
    left -= share;
  }
  transfer(state, escrow, job.requester, currency, left);
}

/** A quarter to the requester, half of the rest to those who did their part, the remainder burns. */
function slashAbsent(state: State, job: Job, provider: Address, rewarded: readonly Replica[]): void {
  const lock = job.terms.stakeLock;
  const toRequester = lock / 4n;
  const toEach = rewarded.length === 0 ? 0n : (lock - toRequester) / 2n / BigInt(rewarded.length);
  const payments: [Address, bigint][] = rewarded.map((each) => [each.provider, toEach]);
  stake.slash(state, state.settings.escrow, provider, lock, [...payments, [job.requester, toRequester]]);
}

function divideSlash(lock: bigint, found: boolean) {
  const toRequester = lock / 4n;
  const toFinder = found ? (lock - toRequester) / 2n : 0n;
  return { toRequester, toFinder, toReferees: (lock - toRequester - toFinder) / 2n };
}

/* STATES */

function providersOf({ terms, provider, replicas }: Job): Address[] {
  return terms.replicas === 1 ? [provider] : replicas.map((replica) => replica.provider);
}

function moved(state: State, job: Job, status: JobStatus, deadline: bigint): Job {
  return { ...job, status, deadline, block: Number(state.block) };
}

function working(state: State, job: Job): Job {
  const next = moved(state, job, JobStatus.Working, state.now + BigInt(job.terms.workPeriod));
  return { ...next, attemptsLeft: job.attemptsLeft - 1 };
}

function pending(state: State, job: Job): Job {
  return moved(state, job, JobStatus.Pending, state.now + BigInt(job.terms.challengePeriod));
}

function disputed(state: State, job: Job, dispute: Dispute): Job {
  return { ...moved(state, job, JobStatus.Disputed, 0n), dispute };
}

/** Opens the stage again, or ends the job at its last attempt. @returns Whether it is open. */
function retry(state: State, id: bigint, job: Job, kept: readonly Replica[]): boolean {
  if (job.attemptsLeft === 0) {
    state.jobs.delete(id);
    return false;
  }
  const open = moved(state, job, JobStatus.Open, state.now + BigInt(job.terms.claimPeriod));
  const seat = { provider: zeroAddress, attestation: 0, audited: false } as const;
  state.jobs.set(id, { ...open, ...seat, result: zeroHash, replicas: kept, dispute: undefined });
  return true;
}

function passStage(state: State, id: bigint, job: Job, output: Hex): void {
  const { terms, stage } = job;
  if (stage + 1 < stagesOf(terms)) {
    const open = moved(state, job, JobStatus.Open, state.now + BigInt(terms.claimPeriod));
    const next = { stage: stage + 1, attemptsLeft: terms.attempts, attestation: 0, audited: false, input: output };
    state.jobs.set(id, { ...open, ...next, result: zeroHash, replicas: [], dispute: undefined });
    return;
  }
  state.jobs.delete(id);
  if (terms.usePrice === 0n) return;
  const { escrow, model } = state.settings;
  const royalty = (terms.usePrice * model.royaltyBps) / BPS;
  transfer(state, escrow, model.owner, terms.currency, terms.usePrice - royalty);
  transfer(state, escrow, model.creator, terms.currency, royalty);
}

/** That of the first accepted replica. */
function outputOf(job: Job, accepted: number): Hex {
  if (job.terms.replicas === 1) return job.result;
  const right = job.replicas.find((_, index) => ((accepted >> index) & 1) === 1);
  if (right === undefined) throw new Error("The model settles with nobody's result.");
  return right.digest;
}

function openPanel(
  state: State,
  job: Job,
  audit: boolean,
  candidates: number,
  providers: Address[],
  others: Address[] = [],
): Panel {
  const { workPeriod, stakeLock } = job.terms;
  const parties = [...providers, job.requester, ...others];
  return panels.open(state, { audit, candidates, workPeriod, parties, stakeLock });
}

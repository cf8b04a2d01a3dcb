import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import {
  AuthorityUpdated,
  FeesSynced,
  JobCancelled,
  JobClaimed,
  JobCreated,
  JobRefunded,
  JobSettled,
  NoShowSlashed,
  ParametersChanged,
  ResultSubmitted,
} from "../../generated/JobEscrow/JobEscrow";
import { EscrowRule, Job, Model } from "../../generated/schema";
import { cidOf } from "../cid";
import { setAuthority } from "../entities/access";
import { blackAddress, treasuryAddress } from "../entities/context";
import { currencyIdOf } from "../entities/currency";
import { chargeFees } from "../entities/fees";
import { applyJob, recordStep } from "../entities/job";
import { Payments } from "../entities/payment";
import { loadProtocol } from "../entities/protocol";
import { addEarning, addLock, loadProvider } from "../entities/provider";
import { addVolume, COMPUTE } from "../entities/volume";
import { numberId } from "../ids";

export { handleDisputeRuled, handleDisputeVoided, handleJobChallenged } from "./disputes";

export function handleJobCreated(event: JobCreated): void {
  const job = applyJob(event.params.jobId, event.params.job, event);
  job.save();
  recordStep(job, "Created", event.params.requester, event);

  const protocol = loadProtocol(event);
  protocol.jobs += 1;
  protocol.openJobs += 1;
  protocol.save();
  const modelId = job.model;
  if (modelId === null) return;
  const model = Model.load(modelId);
  if (model == null) return;
  model.jobCount += 1;
  model.save();
}

export function handleJobClaimed(event: JobClaimed): void {
  const job = Job.load(numberId(event.params.jobId));
  if (job == null) return;
  const provider = loadProvider(event.params.provider, event);
  provider.jobsClaimed += 1;
  provider.save();

  // What changed in the struct; the event carries no more, and says so.
  job.status = "Working";
  job.provider = provider.id;
  job.deadline = event.params.deadline;
  job.attemptsLeft -= 1;
  job.claimedAt = event.block.timestamp;
  job.claimedTx = event.transaction.hash;
  job.updatedAt = event.block.timestamp;
  job.save();
  recordStep(job, "Claimed", event.params.provider, event);
  addLock(event.params.provider, job.stakeLock, event);
}

export function handleResultSubmitted(event: ResultSubmitted): void {
  const job = Job.load(numberId(event.params.jobId));
  if (job == null) return;
  const receipt = event.params.receipt;
  job.status = "Pending";
  job.deadline = event.params.deadline;
  job.outputDigest = receipt.outputDigest;
  job.outputCid = cidOf(receipt.outputDigest);
  job.profile = receipt.profile;
  job.inputRoot = receipt.inputRoot;
  job.stateRoot = receipt.stateRoot;
  job.traceRoot = receipt.traceRoot;
  job.reportDigest = receipt.reportDigest;
  job.submittedAt = event.block.timestamp;
  job.submittedTx = event.transaction.hash;
  job.updatedAt = event.block.timestamp;
  job.save();
  recordStep(job, "Submitted", event.params.provider, event);
}

export function handleJobSettled(event: JobSettled): void {
  const params = event.params;
  const job = Job.load(numberId(params.jobId));
  if (job == null) return;
  job.status = "Done";
  job.deadline = BigInt.zero();
  job.toProvider = params.toProvider;
  job.fee = params.fee;
  job.royalty = params.royalty;
  job.settledAt = event.block.timestamp;
  job.settledTx = event.transaction.hash;
  job.updatedAt = event.block.timestamp;
  job.save();
  recordStep(job, "Settled", params.provider, event);
  addLock(params.provider, job.stakeLock.neg(), event);

  const protocol = loadProtocol(event);
  protocol.openJobs -= 1;
  protocol.doneJobs += 1;
  protocol.save();
  const provider = loadProvider(params.provider, event);
  provider.jobsDone += 1;
  provider.save();

  const currency = BigInt.fromString(job.currency);
  const requester = Address.fromBytes(job.requester);
  const payments = paymentsOf(job, event);
  payments.add("JobProceeds", requester, params.provider, currency, params.toProvider);
  payments.add("JobFee", requester, treasuryAddress(), currency, params.fee);
  payments.add("JobRoyalty", requester, params.royaltyReceiver, currency, params.royalty);
  addEarning(params.provider, currency, params.toProvider);
  addVolume(COMPUTE, currency, job.price, params.fee, params.royalty);
}

export function handleNoShowSlashed(event: NoShowSlashed): void {
  const job = applyJob(event.params.jobId, event.params.job, event);
  job.noShows += 1;
  job.save();
  recordStep(job, "NoShow", event.params.provider, event);

  const provider = loadProvider(event.params.provider, event);
  provider.jobsFailed += 1;
  provider.save();
  const black = currencyIdOf(blackAddress());
  const payments = paymentsOf(job, event);
  payments.add("SlashToRequester", event.params.provider, Address.fromBytes(job.requester), black, event.params.toRequester);
  payments.add("SlashBurned", event.params.provider, null, black, event.params.burned);
}

export function handleJobCancelled(event: JobCancelled): void {
  const job = applyJob(event.params.jobId, event.params.job, event);
  giveBack(job, "Cancelled", event);
}

export function handleJobRefunded(event: JobRefunded): void {
  const job = applyJob(event.params.jobId, event.params.job, event);
  giveBack(job, "Refunded", event);
}

/** The price goes back to the requester. Every way to a refund announces it by one of the two events above, once. */
function giveBack(job: Job, kind: string, event: ethereum.Event): void {
  job.refundedAt = event.block.timestamp;
  job.refundedTx = event.transaction.hash;
  job.save();
  const requester = Address.fromBytes(job.requester);
  recordStep(job, kind, requester, event);

  const protocol = loadProtocol(event);
  protocol.openJobs -= 1;
  protocol.refundedJobs += 1;
  protocol.save();
  paymentsOf(job, event).add("JobRefund", event.address, requester, BigInt.fromString(job.currency), job.price);
}

export function handleParametersChanged(event: ParametersChanged): void {
  const changed = event.params.parameters;
  const rule = new EscrowRule(event.address);
  rule.minPeriod = changed.minPeriod;
  rule.maxPeriod = changed.maxPeriod;
  rule.arbitrationPeriod = changed.arbitrationPeriod;
  rule.maxAttempts = changed.maxAttempts;
  rule.minStakeLock = changed.minStakeLock;
  rule.updatedAt = event.block.timestamp;
  rule.save();
}

export function handleFeesSynced(event: FeesSynced): void {
  chargeFees(COMPUTE, event.params.feeBps, event.params.blackFeeBps, event);
}

export function handleAuthorityUpdated(event: AuthorityUpdated): void {
  setAuthority(event.address, event.params.authority);
}

function paymentsOf(job: Job, event: ethereum.Event): Payments {
  const payments = new Payments(event);
  payments.job = job.id;
  payments.model = job.model;
  return payments;
}

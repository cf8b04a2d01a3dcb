import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import {
  AuthorityUpdated,
  FeesSynced,
  JobCancelled,
  JobClaimed,
  JobCreated,
  JobRefunded,
  ParametersChanged,
  ResultSubmitted,
  VerifierChanged,
} from "../../generated/JobEscrow/JobEscrow";
import { EscrowRule, Job, Model, Verifier } from "../../generated/schema";
import { setAuthority } from "../entities/access";
import { attest, findSeated, seat, seatedOf, unseat } from "../entities/assignment";
import { isVoided } from "../entities/dispute";
import { chargeFees } from "../entities/fees";
import { loadJob, moveJob, newJob, standResult, startWork } from "../entities/job";
import { Step } from "../entities/jobEvent";
import { endLock } from "../entities/lock";
import { jobPayments } from "../entities/payment";
import { loadProtocol } from "../entities/protocol";
import { createStages, dropStages } from "../entities/stage";
import { COMPUTE } from "../entities/volume";

export {
  handleAuditDrawn,
  handleAuditPassed,
  handleDisputeDecided,
  handleDisputeVoided,
  handleJobDisputed,
} from "./disputes";
export {
  handleReplicaClaimed,
  handleReplicaCommitted,
  handleReplicaRevealed,
  handleRevealsClosed,
  handleStageReopened,
} from "./replicas";
export {
  handleFeesCollected,
  handleJobSettled,
  handleModelUsed,
  handleProviderPaid,
  handleStageSettled,
} from "./settlement";
export { handleNoShowSlashed, handleWrongResultSlashed } from "./slashes";

export function handleJobCreated(event: JobCreated): void {
  const job = newJob(event.params.jobId, event.params.terms, event.params.state, event);
  createStages(job, event);
  new Step(job, "Created", event.params.requester, event).with(job.left, job.currency).save();

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
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const assignment = seat(job, event.params.provider, event);
  assignment.deadline = event.params.deadline;
  assignment.save();
  startWork(job, event.params.deadline, event);
  job.provider = event.params.provider;
  job.attestation = 0;
  job.audited = false;
  new Step(job, "Claimed", event.params.provider, event).of(assignment.id).save();
}

export function handleResultSubmitted(event: ResultSubmitted): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const assignment = findSeated(job, event.params.provider);
  if (assignment == null) return;
  attest(assignment, event.params.body, event);
  assignment.state = "Submitted";
  assignment.attestation = event.params.attestation;
  assignment.save();
  standResult(job, event.params.body.outputDigest, event.params.deadline, event);
  job.attestation = event.params.attestation;
  new Step(job, "Submitted", event.params.provider, event).of(assignment.id).save();
}

export function handleJobCancelled(event: JobCancelled): void {
  const job = loadJob(event.params.jobId);
  if (job != null) giveBack(job, "Cancelled", event.params.refunded, event);
}

export function handleJobRefunded(event: JobRefunded): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  release(job, event);
  giveBack(job, "Refunded", event.params.refunded, event);
}

/** Frees the providers that a refund leaves unslashed, which nothing announces; the slashes of others follow. */
function release(job: Job, event: ethereum.Event): void {
  const voided = isVoided(job, event);
  const list = seatedOf(job);
  for (let i = 0; i < list.length; i++) {
    const several = job.replicaCount != 1;
    let free = job.status == "Open";
    // Of several, who had done its part is not slashed for the others.
    if (job.status == "Working") free = several && list[i].commitment !== null;
    if (voided) free = !several || list[i].revealed;
    if (!free) continue;
    endLock(list[i].lock, BigInt.zero(), event);
    unseat(job, list[i], "Released", event);
  }
}

/** What is left goes back to the requester, and the job ends. */
function giveBack(job: Job, status: string, refunded: BigInt, event: ethereum.Event): void {
  dropStages(job);
  moveJob(job, status, BigInt.zero(), event);
  job.left = BigInt.zero();
  job.returned = job.returned.plus(refunded);
  job.endedAt = event.block.timestamp;
  job.endedTx = event.transaction.hash;
  const requester = Address.fromBytes(job.requester);
  new Step(job, status, requester, event).with(refunded, job.currency).save();

  const protocol = loadProtocol(event);
  protocol.openJobs -= 1;
  protocol.refundedJobs += 1;
  protocol.save();
  const currency = BigInt.fromString(job.currency);
  jobPayments(job, job.stage, event).add("JobRefund", event.address, requester, currency, refunded);
}

export function handleParametersChanged(event: ParametersChanged): void {
  const changed = event.params.parameters;
  const rule = new EscrowRule(event.address);
  rule.minPeriod = changed.minPeriod;
  rule.maxPeriod = changed.maxPeriod;
  rule.minPriorityPeriod = BigInt.fromI32(changed.minPriorityPeriod);
  rule.maxAttempts = changed.maxAttempts;
  rule.minStakeLock = changed.minStakeLock;
  rule.lockPercent = changed.lockPercent;
  rule.nativeLock = changed.nativeLock;
  rule.auditBps = changed.auditBps;
  rule.reputationFee = changed.reputationFee;
  rule.updatedAt = event.block.timestamp;
  rule.save();
}

export function handleVerifierChanged(event: VerifierChanged): void {
  const verifier = new Verifier(event.params.number.toString());
  const listed = event.params.verifier;
  verifier.address = listed == Address.zero() ? null : changetype<Bytes>(listed);
  verifier.auditDiscountBps = event.params.auditDiscountBps;
  verifier.updatedAt = event.block.timestamp;
  verifier.save();
}

export function handleFeesSynced(event: FeesSynced): void {
  chargeFees(COMPUTE, event.params.feeBps, event.params.blackFeeBps, event);
}

export function handleAuthorityUpdated(event: AuthorityUpdated): void {
  setAuthority(event.address, event.params.authority);
}

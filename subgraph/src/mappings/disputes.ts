import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import {
  AuditDrawn,
  AuditPassed,
  DisputeDecided,
  DisputeVoided,
  JobDisputed,
} from "../../generated/JobEscrow/JobEscrow";
import { Assignment, Dispute, Job } from "../../generated/schema";
import { loadAccount } from "../entities/account";
import { seatedOf } from "../entities/assignment";
import { blackAddress, refereesAddress } from "../entities/context";
import { currencyIdOf } from "../entities/currency";
import { closeDispute, joinPanel, newDispute, openDispute } from "../entities/dispute";
import { applyWhole, loadJob } from "../entities/job";
import { Step } from "../entities/jobEvent";
import { jobPayments } from "../entities/payment";
import { loadProtocol } from "../entities/protocol";
import { numberId } from "../ids";

export function handleAuditDrawn(event: AuditDrawn): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const panel = numberId(event.params.panelId);
  const dispute = newDispute(job, "Audited", event);
  dispute.audit = panel;
  dispute.challengeLeft = event.params.dispute.challengeLeft;
  dispute.save();
  joinPanel(dispute, panel);
  applyWhole(job, event.params.job, seatedOf(job), event);
  new Step(job, "AuditDrawn", event.transaction.from, event).before(panel).save();
  const protocol = loadProtocol(event);
  protocol.audits += 1;
  protocol.save();
}

export function handleAuditPassed(event: AuditPassed): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const dispute = openDispute(job);
  if (dispute != null) closeDispute(dispute, "Passed", event);
  applyWhole(job, event.params.job, seatedOf(job), event);
  const panel = numberId(event.params.panelId);
  new Step(job, "AuditPassed", event.transaction.from, event).before(panel).save();
}

export function handleJobDisputed(event: JobDisputed): void {
  const params = event.params;
  const job = loadJob(params.jobId);
  if (job == null) return;
  // What auditors found goes on to the referees.
  let dispute = openDispute(job);
  if (dispute == null) dispute = newDispute(job, "Disputed", event);
  const challenged = params.challenger != Address.zero();
  const panel = numberId(params.panelId);
  dispute.state = "Disputed";
  dispute.panel = panel;
  // Auditors who found nothing before a challenge answer for it.
  const audit = params.dispute.auditId;
  if (!audit.isZero()) dispute.audit = numberId(audit);
  if (challenged) dispute.challenger = loadAccount(params.challenger, event).id;
  dispute.bond = params.dispute.bond;
  dispute.reason = params.reason;
  dispute.disputedAt = event.block.timestamp;
  dispute.save();
  joinPanel(dispute, panel);
  applyWhole(job, params.job, seatedOf(job), event);
  const step = new Step(job, "Disputed", challenged ? params.challenger : event.transaction.from, event).before(panel);
  if (challenged) step.with(params.dispute.bond, numberId(currencyIdOf(blackAddress())));
  step.save();
  const protocol = loadProtocol(event);
  protocol.disputes += 1;
  protocol.save();
}

export function handleDisputeDecided(event: DisputeDecided): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const dispute = openDispute(job);
  if (dispute == null) return;
  dispute.accepted = event.params.accepted;
  closeDispute(dispute, "Decided", event);
  const panel = numberId(event.params.panelId);
  new Step(job, "Decided", event.transaction.from, event).before(panel).save();
  if (event.params.accepted != 0) forfeitBond(job, dispute, event);
  else returnBond(job, dispute, BigInt.zero(), event);
}

export function handleDisputeVoided(event: DisputeVoided): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  // Replicas that disagree are before nobody where there are no referees.
  let dispute = openDispute(job);
  if (dispute == null) dispute = newDispute(job, "Void", event);
  closeDispute(dispute, "Void", event);
  new Step(job, "Voided", event.transaction.from, event).before(dispute.panel).save();
  // A 512th of the bond burns, rounded up.
  returnBond(job, dispute, dispute.bond.plus(BigInt.fromI32(511)).div(BigInt.fromI32(512)), event);
}

/** The bond of a challenger that was wrong: a quarter to the referees, of the rest to each provider an equal part, the first one's with what rounding leaves. */
function forfeitBond(job: Job, dispute: Dispute, event: ethereum.Event): void {
  const challenger = dispute.challenger;
  if (challenger === null) return;
  const from = Address.fromBytes(challenger);
  const black = currencyIdOf(blackAddress());
  const toReferees = dispute.bond.div(BigInt.fromI32(4));
  const toProviders = dispute.bond.minus(toReferees);
  const count = BigInt.fromI32(dispute.assignments.length);
  const payments = jobPayments(job, job.stage, event);
  payments.panel = dispute.panel;
  for (let i = 0; i < dispute.assignments.length; i++) {
    let share = toProviders.div(count);
    if (i == 0) share = share.plus(toProviders.mod(count));
    const provider = Assignment.load(dispute.assignments[i])!.provider;
    payments.add("BondForfeited", from, Address.fromBytes(provider), black, share);
  }
  payments.add("BondToReferees", from, refereesAddress(), black, toReferees);
}

/** The bond goes back to the challenger, but for what is `burned` of it. */
function returnBond(job: Job, dispute: Dispute, burned: BigInt, event: ethereum.Event): void {
  const id = dispute.challenger;
  if (id === null) return;
  const challenger = Address.fromBytes(id);
  const black = currencyIdOf(blackAddress());
  const payments = jobPayments(job, job.stage, event);
  payments.panel = dispute.panel;
  payments.add("BondReturned", event.address, challenger, black, dispute.bond.minus(burned));
  payments.add("BondBurned", challenger, null, black, burned);
}

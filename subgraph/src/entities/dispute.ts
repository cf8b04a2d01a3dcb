import { BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Dispute, Job, Panel } from "../../generated/schema";
import { eventId, stageId } from "../ids";
import { NO_DIGEST } from "../words";
import { seatedOf } from "./assignment";

/** The result of the job's present stage comes before a panel. The caller saves it, and the job which now names it. */
export function newDispute(job: Job, state: string, event: ethereum.Event): Dispute {
  const dispute = new Dispute(eventId(event));
  dispute.job = job.id;
  dispute.stage = stageId(job.id, job.stage);
  dispute.state = state;
  dispute.bond = BigInt.zero();
  dispute.challengeLeft = BigInt.zero();
  dispute.reason = NO_DIGEST;
  const shown: Bytes[] = [];
  const list = seatedOf(job);
  // Of several those that did not reveal lose their places: what they committed to is no result.
  for (let i = 0; i < list.length; i++) if (job.replicaCount == 1 || list[i].revealed) shown.push(list[i].id);
  dispute.assignments = shown;
  dispute.openedAt = event.block.timestamp;
  dispute.openedTx = event.transaction.hash;
  job.dispute = dispute.id;
  return dispute;
}

/** What the job has before a panel now; null when nothing. */
export function openDispute(job: Job): Dispute | null {
  const id = job.dispute;
  if (id === null) return null;
  const dispute = Dispute.load(id)!;
  return dispute.closedAt === null ? dispute : null;
}

/** The dispute ends, and with it what its auditors wait for; those who found nothing answer for it until the stage ends. */
export function closeDispute(dispute: Dispute, state: string, event: ethereum.Event): void {
  dispute.state = state;
  dispute.closedAt = event.block.timestamp;
  dispute.closedTx = event.transaction.hash;
  dispute.save();
  if (state != "Passed") endAudit(dispute);
}

/** It is known what the dispute's auditors, if it has any, should have voted, or that nobody knows. */
export function endAudit(dispute: Dispute): void {
  const audit = dispute.audit;
  if (audit === null) return;
  const panel = Panel.load(audit)!;
  panel.judged = true;
  panel.save();
}

/** Whether the job's last dispute ended in this transaction, without a decision. */
export function isVoided(job: Job, event: ethereum.Event): boolean {
  const id = job.dispute;
  if (id === null) return false;
  const dispute = Dispute.load(id)!;
  return dispute.state == "Void" && dispute.closedTx! == event.transaction.hash;
}

/** Ties a panel to the dispute that it is part of. */
export function joinPanel(dispute: Dispute, panelId: string): void {
  const panel = Panel.load(panelId)!;
  panel.dispute = dispute.id;
  panel.save();
}

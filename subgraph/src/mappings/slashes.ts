import { Address, BigInt } from "@graphprotocol/graph-ts";
import { NoShowSlashed, WrongResultSlashed } from "../../generated/JobEscrow/JobEscrow";
import { Dispute, JobStage } from "../../generated/schema";
import { findSeated, releasedNow, unseat } from "../entities/assignment";
import { blackAddress, refereesAddress } from "../entities/context";
import { currencyIdOf } from "../entities/currency";
import { loadJob } from "../entities/job";
import { Step } from "../entities/jobEvent";
import { endLock } from "../entities/lock";
import { jobPayments } from "../entities/payment";
import { countFailure } from "../entities/provider";
import { newSlash } from "../entities/slash";
import { numberId } from "../ids";

export function handleNoShowSlashed(event: NoShowSlashed): void {
  const params = event.params;
  const job = loadJob(params.jobId);
  if (job == null) return;
  const assignment = findSeated(job, params.provider);
  if (assignment == null) return;
  const slash = newSlash(params.provider, "NoShow", params.burned, assignment.lock, job.id, event);
  slash.assignment = assignment.id;
  slash.toRequester = params.toRequester;
  slash.toOthers = params.toOthers;
  slash.amount = params.burned.plus(params.toRequester).plus(params.toOthers);
  slash.save();
  assignment.slashed = slash.amount;
  endLock(assignment.lock, slash.amount, event);
  unseat(job, assignment, "NoShow", event);
  job.noShows += 1;
  const stage = JobStage.load(assignment.stage)!.number;
  const black = currencyIdOf(blackAddress());
  new Step(job, "NoShow", params.provider, event)
    .ofStage(stage)
    .of(assignment.id)
    .with(slash.amount, numberId(black))
    .taking(slash.id)
    .save();

  countFailure(params.provider, event);
  const payments = jobPayments(job, stage, event);
  payments.add("SlashToRequester", params.provider, Address.fromBytes(job.requester), black, params.toRequester);
  if (!params.toOthers.isZero()) {
    const others = releasedNow(job, event);
    const each = params.toOthers.div(BigInt.fromI32(others.length));
    for (let i = 0; i < others.length; i++) payments.add("SlashToReplica", params.provider, others[i], black, each);
  }
  payments.add("SlashBurned", params.provider, null, black, params.burned);
}

export function handleWrongResultSlashed(event: WrongResultSlashed): void {
  const params = event.params;
  const job = loadJob(params.jobId);
  if (job == null) return;
  const assignment = findSeated(job, params.provider);
  const disputeId = job.dispute;
  if (assignment == null || disputeId === null) return;
  const dispute = Dispute.load(disputeId)!;
  const slash = newSlash(params.provider, "WrongResult", params.burned, assignment.lock, job.id, event);
  slash.assignment = assignment.id;
  slash.panel = dispute.panel;
  slash.challenger = dispute.challenger;
  slash.toRequester = params.toRequester;
  slash.toFinder = params.toChallenger;
  slash.toReferees = params.toReferees;
  slash.amount = params.burned.plus(params.toRequester).plus(params.toChallenger).plus(params.toReferees);
  slash.save();
  assignment.slashed = slash.amount;
  endLock(assignment.lock, slash.amount, event);
  unseat(job, assignment, "Wrong", event);
  job.wrongResults += 1;
  const stage = JobStage.load(assignment.stage)!.number;
  const black = currencyIdOf(blackAddress());
  new Step(job, "WrongResult", params.provider, event)
    .ofStage(stage)
    .of(assignment.id)
    .before(dispute.panel)
    .with(slash.amount, numberId(black))
    .taking(slash.id)
    .save();

  countFailure(params.provider, event);
  const referees = refereesAddress();
  const challenger = dispute.challenger;
  const payments = jobPayments(job, stage, event);
  payments.panel = dispute.panel;
  payments.add("SlashToRequester", params.provider, Address.fromBytes(job.requester), black, params.toRequester);
  if (challenger !== null) {
    payments.add("SlashToChallenger", params.provider, Address.fromBytes(challenger), black, params.toChallenger);
  } else payments.add("SlashToAuditors", params.provider, referees, black, params.toChallenger);
  payments.add("SlashToReferees", params.provider, referees, black, params.toReferees);
  payments.add("SlashBurned", params.provider, null, black, params.burned);
}

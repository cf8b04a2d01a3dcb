import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { NoShowSlashed, WrongResultSlashed } from "../../generated/JobEscrow/JobEscrow";
import { Assignment, Dispute, Job, JobStage, Slash } from "../../generated/schema";
import { findSeated, releasedNow, unseat } from "../entities/assignment";
import { blackAddress, refereesAddress } from "../entities/context";
import { currencyIdOf } from "../entities/currency";
import { loadJob } from "../entities/job";
import { Step } from "../entities/jobEvent";
import { endLock } from "../entities/lock";
import { jobPayments, Payments } from "../entities/payment";
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
  slash.toRequester = params.toRequester;
  slash.toOthers = params.toOthers;
  slash.amount = params.burned.plus(params.toRequester).plus(params.toOthers);
  job.noShows += 1;
  const payments = takeLock(job, assignment, slash, "NoShow", event);
  if (params.toOthers.isZero()) return;
  const others = releasedNow(job, event);
  const each = params.toOthers.div(BigInt.fromI32(others.length));
  const black = currencyIdOf(blackAddress());
  for (let i = 0; i < others.length; i++) payments.add("SlashToReplica", params.provider, others[i], black, each);
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
  slash.panel = dispute.panel;
  slash.challenger = dispute.challenger;
  slash.toRequester = params.toRequester;
  slash.toFinder = params.toFinder;
  slash.toReferees = params.toReferees;
  slash.amount = params.burned.plus(params.toRequester).plus(params.toFinder).plus(params.toReferees);
  job.wrongResults += 1;
  const payments = takeLock(job, assignment, slash, "Wrong", event);
  const referees = refereesAddress();
  const black = currencyIdOf(blackAddress());
  const challenger = dispute.challenger;
  if (challenger !== null) {
    payments.add("SlashToChallenger", params.provider, Address.fromBytes(challenger), black, params.toFinder);
  } else payments.add("SlashToAuditors", params.provider, referees, black, params.toFinder);
  payments.add("SlashToReferees", params.provider, referees, black, params.toReferees);
}

/**
 * A provider of the job loses its place and its lock: saves all of that. `slash` has its parts already, `state` is what becomes of its work.
 * @returns the payments so far, what went to the requester and what burned: the caller adds the rest
 */
function takeLock(job: Job, assignment: Assignment, slash: Slash, state: string, event: ethereum.Event): Payments {
  slash.assignment = assignment.id;
  slash.save();
  assignment.slashed = slash.amount;
  endLock(assignment.lock, slash.amount, event);
  unseat(job, assignment, state, event);
  const stage = JobStage.load(assignment.stage)!.number;
  const provider = Address.fromBytes(assignment.provider);
  const black = currencyIdOf(blackAddress());
  new Step(job, slash.reason, provider, event)
    .ofStage(stage)
    .of(assignment.id)
    .before(slash.panel)
    .with(slash.amount, numberId(black))
    .taking(slash.id)
    .save();
  countFailure(provider, event);
  const payments = jobPayments(job, stage, event);
  payments.panel = slash.panel;
  payments.add("SlashToRequester", provider, Address.fromBytes(job.requester), black, slash.toRequester);
  payments.add("SlashBurned", provider, null, black, slash.burned);
  return payments;
}

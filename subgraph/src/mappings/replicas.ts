import {
  ReplicaClaimed,
  ReplicaCommitted,
  ReplicaRevealed,
  RevealsClosed,
  StageReopened,
  StageReopenedReplicasStruct,
} from "../../generated/JobEscrow/JobEscrow";
import { agreedOutput, attest, committedOf, findSeated, keepPlaces, seat, seatedOf } from "../entities/assignment";
import { applyWhole, loadJob, moveJob, standResult, startWork } from "../entities/job";
import { Step } from "../entities/jobEvent";
import { loadStage } from "../entities/stage";
import { NO_DIGEST } from "../words";

export function handleReplicaClaimed(event: ReplicaClaimed): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const assignment = seat(job, event.params.provider, event);
  assignment.claimer = event.params.claimer;
  assignment.save();
  if (job.seated.length == job.replicaCount) startWork(job, event.params.deadline, event);
  new Step(job, "Claimed", event.params.provider, event).of(assignment.id).save();
}

export function handleReplicaCommitted(event: ReplicaCommitted): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const assignment = findSeated(job, event.params.provider);
  if (assignment == null) return;
  assignment.state = "Committed";
  assignment.commitment = event.params.commitment;
  assignment.digest = event.params.commitment;
  assignment.committedAt = event.block.timestamp;
  assignment.committedTx = event.transaction.hash;
  assignment.save();
  if (committedOf(job) == job.replicaCount) moveJob(job, "Revealing", event.params.deadline, event);
  new Step(job, "Committed", event.params.provider, event).of(assignment.id).save();
}

export function handleReplicaRevealed(event: ReplicaRevealed): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const assignment = findSeated(job, event.params.provider);
  if (assignment == null) return;
  attest(assignment, event.params.body, event);
  assignment.state = "Revealed";
  assignment.revealed = true;
  assignment.save();
  const agreed = agreedOutput(seatedOf(job));
  if (agreed != NO_DIGEST) standResult(job, agreed, event.params.deadline, event);
  new Step(job, "Revealed", event.params.provider, event).of(assignment.id).save();
}

export function handleRevealsClosed(event: RevealsClosed): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  const kept = keepPlaces(job, changetype<StageReopenedReplicasStruct[]>(event.params.replicas));
  applyWhole(job, event.params.job, kept, event);
  new Step(job, "RevealsClosed", event.transaction.from, event).save();
}

export function handleStageReopened(event: StageReopened): void {
  const job = loadJob(event.params.jobId);
  if (job == null) return;
  applyWhole(job, event.params.job, keepPlaces(job, event.params.replicas), event);
  const stage = loadStage(job, job.stage);
  stage.reopened += 1;
  stage.save();
  new Step(job, "Reopened", event.transaction.from, event).save();
}

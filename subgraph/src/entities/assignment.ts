import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { ResultSubmittedBodyStruct, StageReopenedReplicasStruct } from "../../generated/JobEscrow/JobEscrow";
import { Assignment, Job } from "../../generated/schema";
import { cidOf } from "../cid";
import { eventId, stageId } from "../ids";
import { addressOf, NO_DIGEST } from "../words";
import { beginLock } from "./lock";
import { loadProvider } from "./provider";

/** A provider takes a place in the job's present stage, and stake of its is locked. The caller saves the job. */
export function seat(job: Job, provider: Address, event: ethereum.Event): Assignment {
  const claimant = loadProvider(provider, event);
  claimant.stagesClaimed += 1;
  claimant.updatedAt = event.block.timestamp;
  claimant.save();

  const assignment = new Assignment(eventId(event));
  assignment.job = job.id;
  assignment.stage = stageId(job.id, job.stage);
  assignment.provider = claimant.id;
  assignment.place = job.seated.length;
  // The claim that fills the stage uses the attempt up.
  assignment.attempt = job.attempts - job.attemptsLeft + 1;
  assignment.state = "Claimed";
  assignment.revealed = false;
  assignment.digest = NO_DIGEST;
  assignment.attestation = 0;
  assignment.deadline = BigInt.zero();
  assignment.slashed = BigInt.zero();
  assignment.claimedAt = event.block.timestamp;
  assignment.claimedTx = event.transaction.hash;
  const lock = beginLock(assignment.id, provider, job.stakeLock, job.id, event);
  lock.assignment = assignment.id;
  lock.save();
  assignment.lock = lock.id;
  assignment.save();
  job.seated = job.seated.concat([assignment.id]);
  return assignment;
}

/** The work of those who have a place, in the order of their places. */
export function seatedOf(job: Job): Assignment[] {
  const list: Assignment[] = [];
  const ids = job.seated;
  for (let i = 0; i < ids.length; i++) list.push(Assignment.load(ids[i])!);
  return list;
}

/** The work of a provider that has a place; null when it has none. */
export function findSeated(job: Job, provider: Address): Assignment | null {
  const list = seatedOf(job);
  for (let i = 0; i < list.length; i++) if (list[i].provider == provider) return list[i];
  return null;
}

/** How many of them committed. */
export function committedOf(job: Job): i32 {
  const list = seatedOf(job);
  let count = 0;
  for (let i = 0; i < list.length; i++) if (list[i].commitment !== null) count += 1;
  return count;
}

/** The output that all of these revealed; zero while one has not, or another one differs. */
export function agreedOutput(list: Assignment[]): Bytes {
  for (let i = 0; i < list.length; i++) {
    if (!list[i].revealed || list[i].digest != list[0].digest) return NO_DIGEST;
  }
  return list.length == 0 ? NO_DIGEST : list[0].digest;
}

/**
 * What a provider attests of its result; not yet saved. The body comes as a plain tuple: each event's has a generated class of its own over
 * the same layout.
 */
export function attest(assignment: Assignment, tuple: ethereum.Tuple, event: ethereum.Event): void {
  const body = changetype<ResultSubmittedBodyStruct>(tuple);
  assignment.inputRoot = body.inputRoot;
  assignment.output = body.outputDigest;
  assignment.outputCid = cidOf(body.outputDigest);
  assignment.digest = body.outputDigest;
  assignment.stateRoot = body.stateRoot;
  assignment.traceRoot = body.traceRoot;
  assignment.reportDigest = body.reportDigest;
  assignment.submittedAt = event.block.timestamp;
  assignment.submittedTx = event.transaction.hash;
}

/** Those whom a new list names keep their places in its order; the others, whose slash follows, lose theirs with that. */
export function keepPlaces(job: Job, replicas: StageReopenedReplicasStruct[]): Assignment[] {
  const kept: Assignment[] = [];
  for (let i = 0; i < replicas.length; i++) {
    const assignment = findSeated(job, addressOf(replicas[i].place));
    if (assignment == null) continue;
    assignment.place = i;
    assignment.save();
    kept.push(assignment);
  }
  return kept;
}

/** Those whom the end of the job has just freed, in the order of their places. */
export function releasedNow(job: Job, event: ethereum.Event): Address[] {
  const list = job.assignments.load();
  const places = new Array<Assignment | null>(job.replicaCount);
  for (let i = 0; i < list.length; i++) {
    const endedTx = list[i].endedTx;
    if (list[i].state != "Released" || endedTx === null || endedTx != event.transaction.hash) continue;
    places[list[i].place] = list[i];
  }
  const released: Address[] = [];
  for (let i = 0; i < places.length; i++) {
    const found = places[i];
    if (found !== null) released.push(Address.fromBytes(found.provider));
  }
  return released;
}

/** A provider's work on a stage is over: it loses its place. Saves the work, not the job. */
export function unseat(job: Job, assignment: Assignment, state: string, event: ethereum.Event): void {
  assignment.state = state;
  assignment.endedAt = event.block.timestamp;
  assignment.endedTx = event.transaction.hash;
  assignment.save();
  const kept: Bytes[] = [];
  const ids = job.seated;
  for (let i = 0; i < ids.length; i++) if (ids[i] != assignment.id) kept.push(ids[i]);
  job.seated = kept;
}

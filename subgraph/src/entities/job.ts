import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { JobCreatedTermsStruct, StageSettledJobStruct } from "../../generated/JobEscrow/JobEscrow";
import { Assignment, Job } from "../../generated/schema";
import { cidOf } from "../cid";
import { numberId, word } from "../ids";
import { addressOf, bitsAt, NO_DIGEST, smallAt } from "../words";
import { loadAccount } from "./account";
import { agreedOutput } from "./assignment";
import { loadCurrency } from "./currency";

const STATUSES = [
  "None",
  "Open",
  "Working",
  "Revealing",
  "Pending",
  "Audited",
  "Disputed",
  "Done",
  "Refunded",
  "Cancelled",
];

/** A new job with its terms and its state; not yet saved. */
export function newJob(jobId: BigInt, terms: JobCreatedTermsStruct, state: BigInt, event: ethereum.Event): Job {
  const job = new Job(numberId(jobId));
  job.jobId = jobId;
  job.requester = loadAccount(addressOf(state), event).id;
  job.specDigest = terms.specDigest;
  job.specCid = cidOf(terms.specDigest);
  job.modelId = terms.modelId;
  job.model = terms.modelId.isZero() ? null : numberId(terms.modelId);
  job.currency = loadCurrency(terms.currency).id;
  job.budget = terms.budget;
  job.usePrice = terms.usePrice;
  job.stakeLock = terms.stakeLock;
  job.weights = weightsOf(terms.stages);
  job.stageCount = job.weights.length == 0 ? 1 : job.weights.length;
  applyRules(job, terms.rules);
  job.seated = [];
  job.input = NO_DIGEST;
  job.result = NO_DIGEST;
  job.attestation = 0;
  job.audited = false;
  job.stagesSettled = 0;
  job.left = terms.budget.plus(terms.usePrice);
  job.toProviders = BigInt.zero();
  job.fees = BigInt.zero();
  job.returned = BigInt.zero();
  job.usePaid = BigInt.zero();
  job.eventCount = 0;
  job.noShows = 0;
  job.wrongResults = 0;
  job.createdAt = event.block.timestamp;
  job.createdTx = event.transaction.hash;
  applyState(job, state, event);
  return job;
}

/** The job of a number; null when its creation was not seen. */
export function loadJob(jobId: BigInt): Job | null {
  return Job.load(numberId(jobId));
}

/**
 * The words of an event that carries the job whole; not yet saved. `list` are those who have a place then, of which the words have but a
 * hash. Each event's struct has a generated class of its own over the same layout, so the caller hands it over as a plain tuple.
 */
export function applyWhole(job: Job, tuple: ethereum.Tuple, list: Assignment[], event: ethereum.Event): void {
  const struct = changetype<StageSettledJobStruct>(tuple);
  applyState(job, struct.state, event);
  const provider = addressOf(struct.seat);
  job.provider = provider == Address.zero() ? null : changetype<Bytes>(provider);
  job.attestation = smallAt(struct.seat, 160, 8);
  job.audited = smallAt(struct.seat, 168, 1) == 1;
  job.input = struct.input;
  setResult(job, job.replicaCount == 1 ? struct.result : agreedOutput(list));
}

/** Another status from this block on; not yet saved. */
export function moveJob(job: Job, status: string, deadline: BigInt, event: ethereum.Event): void {
  job.status = status;
  job.deadline = deadline;
  job.block = bitsAt(event.block.number, 0, 32);
  job.statusSince = event.block.timestamp;
  job.updatedAt = event.block.timestamp;
}

/** All places of a stage are taken: one attempt is used up. Not yet saved. */
export function startWork(job: Job, deadline: BigInt, event: ethereum.Event): void {
  moveJob(job, "Working", deadline, event);
  job.attemptsLeft -= 1;
  job.claimedAt = event.block.timestamp;
}

/** A result stands from now on; not yet saved. */
export function standResult(job: Job, result: Bytes, deadline: BigInt, event: ethereum.Event): void {
  moveJob(job, "Pending", deadline, event);
  setResult(job, result);
  job.submittedAt = event.block.timestamp;
}

function setResult(job: Job, result: Bytes): void {
  job.result = result;
  job.resultCid = result == NO_DIGEST ? null : cidOf(result);
}

/** Requester, status and clock, packed; see Solidity's `JobState`. */
function applyState(job: Job, state: BigInt, event: ethereum.Event): void {
  job.status = STATUSES[smallAt(state, 160, 8)];
  job.stage = smallAt(state, 168, 8);
  job.attemptsLeft = smallAt(state, 176, 8);
  job.deadline = bitsAt(state, 184, 40);
  job.block = bitsAt(state, 224, 32);
  job.statusSince = event.block.timestamp;
  job.updatedAt = event.block.timestamp;
  if (job.status != "Open") return;
  job.claimedAt = null;
  job.submittedAt = null;
}

/** The terms' rules, packed; see Solidity's `JobRulesLibrary`. */
function applyRules(job: Job, rules: BigInt): void {
  job.claimPeriod = bitsAt(rules, 0, 32);
  job.workPeriod = bitsAt(rules, 32, 32);
  job.challengePeriod = bitsAt(rules, 64, 32);
  job.priorityPeriod = bitsAt(rules, 96, 16);
  job.attempts = smallAt(rules, 112, 8);
  job.replicaCount = smallAt(rules, 120, 8);
  job.profile = smallAt(rules, 128, 8);
  job.capabilities = bitsAt(rules, 136, 64);
  job.feeBps = smallAt(rules, 200, 16);
  job.auditBps = smallAt(rules, 216, 16);
  job.reputable = smallAt(rules, 232, 1) == 1;
}

/** A byte for each stage, the first lowest. */
function weightsOf(stages: BigInt): i32[] {
  const weights: i32[] = [];
  const bytes = word(stages);
  for (let i = 31; i >= 0 && bytes[i] != 0; i--) weights.push(bytes[i]);
  return weights;
}

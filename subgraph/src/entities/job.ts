import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { JobCreatedJobStruct } from "../../generated/JobEscrow/JobEscrow";
import { Job, JobEvent } from "../../generated/schema";
import { cidOf } from "../cid";
import { eventId, numberId } from "../ids";
import { loadAccount } from "./account";
import { loadCurrency } from "./currency";

const STATUSES = ["None", "Open", "Working", "Pending", "Disputed", "Done", "Refunded", "Cancelled"];

/**
 * The job with every field of the struct that an event carries; not yet saved. Each event's struct has a generated class
 * of its own over the same layout, so the caller hands it over as a plain tuple.
 */
export function applyJob(jobId: BigInt, tuple: ethereum.Tuple, event: ethereum.Event): Job {
  const struct = changetype<JobCreatedJobStruct>(tuple);
  const id = numberId(jobId);
  let job = Job.load(id);
  if (job == null) {
    job = new Job(id);
    job.jobId = jobId;
    job.noShows = 0;
    job.createdAt = event.block.timestamp;
    job.createdTx = event.transaction.hash;
    applyTerms(job, struct, event);
  }
  job.status = STATUSES[struct.status];
  job.feeBps = struct.feeBps;
  job.attemptsLeft = struct.attemptsLeft;
  job.deadline = struct.deadline;
  job.provider = orNull(struct.provider);
  job.outputDigest = struct.outputDigest;
  job.challenger = orNull(struct.challenger);
  job.bond = struct.bond;
  job.updatedAt = event.block.timestamp;
  return job;
}

function applyTerms(job: Job, struct: JobCreatedJobStruct, event: ethereum.Event): void {
  const terms = struct.terms;
  job.specDigest = terms.specDigest;
  job.specCid = cidOf(terms.specDigest);
  job.modelId = terms.modelId;
  job.model = terms.modelId.isZero() ? null : numberId(terms.modelId);
  job.currency = loadCurrency(terms.currency).id;
  job.price = terms.price;
  job.stakeLock = terms.stakeLock;
  job.claimPeriod = terms.claimPeriod;
  job.workPeriod = terms.workPeriod;
  job.challengePeriod = terms.challengePeriod;
  job.attempts = terms.attempts;
  job.requester = loadAccount(struct.requester, event).id;
}

function orNull(address: Address): Bytes | null {
  return address == Address.zero() ? null : address;
}

/** Adds a step to the job's timeline; the job must show the state after it. */
export function recordStep(job: Job, kind: string, actor: Address, event: ethereum.Event): void {
  const step = new JobEvent(eventId(event));
  step.job = job.id;
  step.kind = kind;
  step.actor = loadAccount(actor, event).id;
  step.status = job.status;
  step.deadline = job.deadline;
  step.blockNumber = event.block.number;
  step.logIndex = event.logIndex;
  step.timestamp = event.block.timestamp;
  step.transaction = event.transaction.hash;
  step.save();
}

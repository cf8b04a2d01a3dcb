import { type Hex, isAddressEqual, type ParseEventLogsReturnType, zeroHash } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import type { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { agreedOutput } from "./agreedOutput.ts";
import { createdJob } from "./createdJob.ts";
import type { PackedJob } from "./packJob.ts";
import { replicasHash } from "./replicasHash.ts";
import { type Job, JobStatus, type Replica } from "./types.ts";
import { unpackJob } from "./unpackJob.ts";
import { unpackReplica } from "./unpackReplica.ts";

type Decoded<T> = T extends { eventName: string; args: unknown }
  ? Pick<T, "eventName" | "args"> & {
      /** Number of the block that has the event: a job tells since when its status lasts. */
      blockNumber: bigint;
    }
  : never;

/** A decoded event of the JobEscrow, as `parseEventLogs` and `getContractEvents` give it. */
export type JobEscrowEvent = Decoded<ParseEventLogsReturnType<typeof jobEscrowAbi, undefined, true>[number]>;

type WholeEvent = Extract<JobEscrowEvent, { args: { job: unknown } }>;

/**
 * The job after an event. Some events carry the job whole; those of the ordinary way (claimed, submitted, revealed, settled) carry
 * what changed. Events must be applied in the chain's order, those of one job only; compare `jobHash` of the result with the chain's.
 *
 * @param before The job before the event; undefined when it is not known, which only an event that carries the job whole allows.
 * @throws BlacktailError `JOB_EVENT_EARLY` when the event changes a job that is not known yet.
 * @example
 * const job = events.reduce<Job | undefined>(applyJobEvent, undefined);
 */
export function applyJobEvent(before: Job | undefined, event: JobEscrowEvent): Job | undefined {
  switch (event.eventName) {
    case "JobCreated":
      return createdJob(event.args);
    case "StageSettled":
    case "StageReopened":
    case "RevealsClosed":
    case "AuditDrawn":
    case "AuditPassed":
    case "JobDisputed":
      return whole(before, event);
    case "JobClaimed": {
      const job = known(before, event);
      const { provider, deadline } = event.args;
      return { ...working(job, event, deadline), provider, attestation: 0, audited: false };
    }
    case "ResultSubmitted": {
      const { deadline, attestation, body } = event.args;
      const job = moved(known(before, event), event, JobStatus.Pending, deadline);
      return { ...job, attestation, result: body.outputDigest };
    }
    case "ReplicaClaimed": {
      const job = known(before, event);
      const { provider, claimer, deadline } = event.args;
      const place = { provider, claimer: BigInt.asUintN(88, BigInt(claimer)), revealed: false, digest: zeroHash };
      const replicas = [...job.replicas, place];
      return { ...(replicas.length === job.terms.replicas ? working(job, event, deadline) : job), replicas };
    }
    case "ReplicaCommitted": {
      const { provider, commitment, deadline } = event.args;
      const job = changed(known(before, event), provider, { claimer: 0n, digest: commitment });
      const all = job.replicas.every(({ digest }) => digest !== zeroHash);
      return all ? moved(job, event, JobStatus.Revealing, deadline) : job;
    }
    case "ReplicaRevealed": {
      const { provider, deadline, body } = event.args;
      const job = changed(known(before, event), provider, { revealed: true, digest: body.outputDigest });
      const result = agreedOutput(job.replicas);
      return result === zeroHash ? job : { ...moved(job, event, JobStatus.Pending, deadline), result };
    }
    case "JobSettled":
      return { ...ended(known(before, event), event, JobStatus.Done), result: event.args.outputDigest };
    case "JobRefunded":
      return ended(known(before, event), event, JobStatus.Refunded);
    case "JobCancelled":
      return ended(known(before, event), event, JobStatus.Cancelled);
    default:
      // Money that moved, what referees decided, or of the escrow itself: the job's words stay.
      return before;
  }
}

/** An event that carries the job's words. Of the list and the dispute they are only hashes: what the event does not tell stays. */
function whole(before: Job | undefined, event: WholeEvent): Job {
  const packed: PackedJob = event.args.job;
  const job = unpackJob(packed);
  const replicas = job.terms.replicas === 1 || packed.result === zeroHash ? [] : listOf(before, event, packed.result);
  if ("dispute" in event.args) return unpackJob(packed, { replicas, dispute: event.args.dispute });
  const dispute = packed.dispute === zeroHash ? undefined : known(before, event).dispute;
  return unpackJob(packed, { replicas, dispute });
}

function listOf(before: Job | undefined, event: WholeEvent, hash: Hex): readonly Replica[] {
  if ("replicas" in event.args) return event.args.replicas.map(unpackReplica);
  const { replicas } = known(before, event);
  // Reveals that are closed for want of agreement leave only those that revealed.
  return replicasHash(replicas) === hash ? replicas : replicas.filter(({ revealed }) => revealed);
}

function working(job: Job, event: JobEscrowEvent, deadline: bigint): Job {
  return { ...moved(job, event, JobStatus.Working, deadline), attemptsLeft: job.attemptsLeft - 1 };
}

function ended(job: Job, event: JobEscrowEvent, status: JobStatus): Job {
  return { ...moved(job, event, status, 0n), dispute: undefined };
}

function moved(job: Job, { blockNumber }: JobEscrowEvent, status: JobStatus, deadline: bigint): Job {
  return { ...job, status, deadline, block: Number(BigInt.asUintN(32, blockNumber)) };
}

function changed(job: Job, provider: Replica["provider"], change: Partial<Replica>): Job {
  const replicas = job.replicas.map((place) =>
    isAddressEqual(place.provider, provider) ? { ...place, ...change } : place,
  );
  return { ...job, replicas };
}

function known(job: Job | undefined, { eventName }: JobEscrowEvent): Job {
  if (job !== undefined) return job;
  throw new BlacktailError({
    code: "JOB_EVENT_EARLY",
    message: `The event ${eventName} changes a job of which nothing is known yet.`,
    fix: "Read the job's events from its creation on.",
  });
}

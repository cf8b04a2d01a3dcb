import type { ParseEventLogsReturnType } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import type { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { type Job, JobStatus } from "./types.ts";

type Decoded<T> = T extends { eventName: string; args: unknown } ? Pick<T, "eventName" | "args"> : never;

/** A decoded event of the JobEscrow, as `parseEventLogs` and `getContractEvents` give it. */
export type JobEscrowEvent = Decoded<ParseEventLogsReturnType<typeof jobEscrowAbi, undefined, true>[number]>;

/**
 * The job after an event. Most events carry the job whole; those of the ordinary way (claimed, submitted, settled) carry what
 * changed. Events must be applied in the chain's order, those of one job only; compare `jobHash` of the result with the chain's.
 *
 * @param before The job before the event; undefined when it is not known, which only an event that carries the job whole allows.
 * @throws BlacktailError `JOB_EVENT_EARLY` when the event changes a job that is not known yet.
 * @example
 * const job = events.reduce(applyJobEvent, undefined);
 */
export function applyJobEvent(before: Job | undefined, event: JobEscrowEvent): Job | undefined {
  if ("job" in event.args) return event.args.job;
  switch (event.eventName) {
    case "JobClaimed": {
      const job = known(before, event.eventName);
      const { provider, deadline } = event.args;
      return { ...job, status: JobStatus.Working, provider, deadline, attemptsLeft: job.attemptsLeft - 1 };
    }
    case "ResultSubmitted": {
      const { deadline, receipt } = event.args;
      const job = known(before, event.eventName);
      return { ...job, status: JobStatus.Pending, deadline, outputDigest: receipt.outputDigest };
    }
    case "JobSettled":
      return { ...known(before, event.eventName), status: JobStatus.Done, deadline: 0n };
    default:
      // Of the escrow itself, not of a job.
      return before;
  }
}

function known(job: Job | undefined, eventName: string): Job {
  if (job !== undefined) return job;
  throw new BlacktailError({
    code: "JOB_EVENT_EARLY",
    message: `The event ${eventName} changes a job of which nothing is known yet.`,
    fix: "Read the job's events from its creation on.",
  });
}

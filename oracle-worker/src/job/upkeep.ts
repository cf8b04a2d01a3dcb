import { type Job, JobStatus } from "@blacktail/sdk";
import { type Address, zeroHash } from "viem";
import type { Upkeep } from "./intents.ts";
import { isMine, placeAmong } from "./places.ts";

/** Other workers may do the same public service; who is concerned gets this head start, s. */
const COURTESY_SECONDS = 5;

/** What may be done to move a job on, and from which second (Unix, the chain's) it is this worker's to do. */
export type Due = { kind: Upkeep; at: number };

/**
 * What will be due on a job if it stays as it is, as far as it is this worker's business: its own stage's, as its stake is in it, or
 * anyone's as a public service. Pure.
 *
 * @param isPublicService Whether others' overdue jobs are moved on, too.
 */
export function upkeepFor(job: Job, provider: Address, isPublicService: boolean): Due | undefined {
  const mine = isMine(job, provider);
  if (!mine && !isPublicService) return undefined;
  const late = Number(job.deadline) + 1 + (mine ? 0 : COURTESY_SECONDS);
  const isAlone = job.terms.replicas === 1;
  switch (job.status) {
    case JobStatus.Open:
      return { kind: "refund", at: late };
    case JobStatus.Working:
      if (isAlone) return mine ? undefined : { kind: "slashNoShow", at: late };
      return isAbsent(job, provider) ? undefined : { kind: "slashReplicas", at: late };
    case JobStatus.Revealing:
      // Once all have revealed and the job is still here, their results differ: nothing is left to wait for.
      if (job.replicas.every(({ revealed }) => revealed)) return { kind: "closeReveals", at: 0 };
      return placeAmong(job, provider)?.place.revealed === false ? undefined : { kind: "closeReveals", at: late };
    case JobStatus.Pending:
      return { kind: isAlone ? "settle" : "settleReplicas", at: late };
    // What a panel has is moved on at the panels' desk.
    default:
      return undefined;
  }
}

/** Whether the provider is one of those that would be slashed: it has nothing to hurry for. */
function isAbsent(job: Job, provider: Address): boolean {
  return placeAmong(job, provider)?.place.digest === zeroHash;
}

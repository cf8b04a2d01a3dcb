import { type Job, JobStatus } from "@blacktail/sdk";
import { type Address, zeroHash } from "viem";
import { headStart } from "./headStart.ts";
import type { Upkeep } from "./intents.ts";
import { isMine, placeAmong } from "./places.ts";

/** What may be done to move a job on. */
export type Due = {
  kind: Upkeep;
  /** From which second (Unix, the chain's) anyone may do it; undefined where that is so since the job is as it is. */
  from: number | undefined;
  /** How long after that it is this worker's to do, s. */
  wait: number;
};

/**
 * What will be due on a job if it stays as it is, as far as it is this worker's business: its own stage's, as its stake is in it, or
 * anyone's as a public service. Pure.
 *
 * @param isPublicService Whether others' overdue jobs are moved on, too.
 */
export function upkeepFor(jobId: bigint, job: Job, provider: Address, isPublicService: boolean): Due | undefined {
  if (!isMine(job, provider) && !isPublicService) return undefined;
  const late = Number(job.deadline) + 1;
  const isAlone = job.terms.replicas === 1;
  const due = (kind: Upkeep, concerned: readonly Address[]): Due => ({
    kind,
    from: late,
    wait: headStart(jobId, provider, concerned),
  });
  switch (job.status) {
    case JobStatus.Open:
      return due("refund", providersOf(job));
    case JobStatus.Working: {
      if (isAlone) return isMine(job, provider) ? undefined : due("slashNoShow", []);
      return isAbsent(job, provider) ? undefined : due("slashReplicas", providersOf(job, isCommitted));
    }
    case JobStatus.Revealing: {
      const revealed = providersOf(job, (place) => place.revealed);
      // Once all have revealed and the job is still here, their results differ: nothing is left to wait for.
      if (revealed.length === job.replicas.length) return { ...due("closeReveals", revealed), from: undefined };
      return isHidden(job, provider) ? undefined : due("closeReveals", revealed);
    }
    case JobStatus.Pending:
      return isAlone ? due("settle", [job.provider]) : due("settleReplicas", providersOf(job));
    // What a panel has is moved on at the panels' desk.
    default:
      return undefined;
  }
}

/**
 * From which second (Unix, the chain's) it is this worker's to have the lot drawn over a pending result: anyone may from its submission to the
 * end of its challenge period. Pure.
 */
export function drawFrom(jobId: bigint, job: Job, provider: Address): number {
  const { challengePeriod } = job.terms;
  return Number(job.deadline) - challengePeriod + headStart(jobId, provider, [], challengePeriod);
}

type Place = Job["replicas"][number];

const isCommitted = ({ digest }: Place): boolean => digest !== zeroHash;

function providersOf({ replicas }: Job, isWanted: (place: Place) => boolean = () => true): Address[] {
  return replicas.filter(isWanted).map((place) => place.provider);
}

/** Whether the provider is one of those that would be slashed: it has nothing to hurry for. */
function isAbsent(job: Job, provider: Address): boolean {
  return placeAmong(job, provider)?.place.digest === zeroHash;
}

function isHidden(job: Job, provider: Address): boolean {
  return placeAmong(job, provider)?.place.revealed === false;
}

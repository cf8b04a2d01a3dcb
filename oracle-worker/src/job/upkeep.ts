import { type Job, JobStatus } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import type { Upkeep } from "./intents.ts";

/** Other workers may do the same public service; the provider concerned gets this head start, s. */
const COURTESY_SECONDS = 5;

/**
 * What to do about a job whose deadline has passed, if it is this worker's business. Pure.
 *
 * @param now The chain's time, unix seconds.
 * @param isPublicService Whether others' overdue jobs are moved on, too.
 */
export function upkeepFor(
  job: Job,
  provider: `0x${string}`,
  now: number,
  isPublicService: boolean,
): Upkeep | undefined {
  const isMine = isAddressEqual(job.provider, provider);
  const lead = isMine ? 0 : COURTESY_SECONDS;
  if (now <= Number(job.deadline) + lead || !(isMine || isPublicService)) return undefined;
  switch (job.status) {
    case JobStatus.Pending:
      return isMine ? "settle" : undefined;
    case JobStatus.Disputed:
      return isMine ? "voidDispute" : undefined;
    case JobStatus.Working:
      return isMine ? undefined : "slashNoShow";
    case JobStatus.Open:
      return "refund";
    default:
      return undefined;
  }
}

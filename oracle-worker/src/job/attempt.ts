import type { Job } from "@blacktail/sdk";

/**
 * Names what a job waits for at this moment, the same over restarts: no two claim periods, attempts or windows of a stage end in the same
 * second.
 */
export function attemptOf(jobId: bigint, { stage, deadline }: Pick<Job, "stage" | "deadline">): string {
  return `${jobId}:${stage}:${deadline}`;
}

import type { Job } from "@blacktail/sdk";
import type { Context } from "../context.ts";

/** Waits until the events show the job otherwise than it was, at most `ms`; who acts before would act on the state before. */
export async function untilChanged(
  { clock, jobs, abandon, config }: Pick<Context, "clock" | "jobs" | "abandon" | "config">,
  jobId: bigint,
  job: Job,
  ms: number,
): Promise<void> {
  const until = clock.now() + ms;
  while (jobs.get(jobId) === job && clock.now() < until && !abandon.aborted) {
    await clock.sleep(Math.min(100, config.POLL_MS), abandon);
  }
}

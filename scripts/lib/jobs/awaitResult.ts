import { setTimeout as sleep } from "node:timers/promises";
import { digestToCid, type Job, JobStatus, Output, type Storage } from "@blacktail/sdk";
import { progressLine } from "../progress.ts";
import { endpointOf, followProgress, untilStatus, type Watch } from "./watch.ts";

export type Awaited = Omit<Watch, "timeoutMs"> & { storage: Storage; subgraphUrl: string };

/** Follows a job to its submitted result, which is fetched and checked against the digest on chain. */
export async function awaitResult(
  { storage, subgraphUrl, ...job }: Awaited,
  timeoutMs: number,
): Promise<{ job: Job; output: Output }> {
  const watch = { ...job, timeoutMs };
  const claimed = await untilStatus(watch, JobStatus.Working);
  const line = progressLine();
  const stop = new AbortController();
  const endpoint = await endpointOf(subgraphUrl, claimed.provider);
  // Progress is the provider's to show or not: the chain alone says how the job stands.
  const following = endpoint
    ? followProgress(endpoint, job.jobId, line.show, stop.signal).catch(() => undefined)
    : undefined;
  const pending = await untilStatus(watch, JobStatus.Pending);
  await Promise.race([following, sleep(500)]);
  stop.abort();
  line.end();
  return { job: pending, output: await storage.getJson(Output, digestToCid(pending.outputDigest)) };
}

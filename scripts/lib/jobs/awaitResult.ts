import { setTimeout as sleep } from "node:timers/promises";
import { digestToCid, isFinal, type Job, JobStatus, Output, type Storage, stageCount } from "@blacktail/sdk";
import { type Address, zeroAddress, zeroHash } from "viem";
import { progressLine } from "../progress.ts";
import { endpointOf, followProgress, untilJob, type Watch } from "./watch.ts";

export type Awaited = Omit<Watch, "timeoutMs"> & { storage: Storage; subgraphUrl: string };

/** How long the last words of a worker that is done may take. */
const LAST_WORDS_MS = 500;

/**
 * Follows a job to the result of its last stage, which is fetched and checked against the digest on chain. It still stands its challenge window;
 * results that replicas or auditors disagree about are waited out.
 */
export async function awaitResult(
  { storage, subgraphUrl, ...job }: Awaited,
  timeoutMs: number,
): Promise<{ job: Job; output: Output }> {
  const watch = { ...job, timeoutMs };
  const line = progressLine();
  let followed: { of: string; stop: AbortController; until: Promise<void> } | undefined;
  // Progress is the provider's to show or not: the chain alone says how the job stands.
  const follow = (of: string, provider: Address) => {
    const stop = new AbortController();
    const run = async () => {
      const endpoint = await endpointOf(subgraphUrl, provider);
      if (endpoint !== undefined) await followProgress(endpoint, job.jobId, line.show, stop.signal);
    };
    return { of, stop, until: run().catch(() => undefined) };
  };
  try {
    const ended = await untilJob(watch, "its result", (now) => {
      const provider = workerOf(now);
      const of = `${now.stage}:${provider}`;
      if (provider !== zeroAddress && of !== followed?.of) {
        followed?.stop.abort();
        followed = follow(of, provider);
      }
      return hasResult(now);
    });
    await Promise.race([followed?.until, sleep(LAST_WORDS_MS)]);
    return { job: ended, output: await storage.getJson(Output, digestToCid(ended.result)) };
  } finally {
    followed?.stop.abort();
    line.end();
  }
}

/** Whether the last stage has a result that nobody disputes. */
function hasResult({ status, stage, terms, result }: Job): boolean {
  const undisputed = status === JobStatus.Pending || status === JobStatus.Audited;
  return undisputed && stage === stageCount(terms) - 1 && result !== zeroHash;
}

/** Who is at work; of several replicas the first. The zero address when nobody is. */
function workerOf({ status, provider, replicas }: Job): Address {
  if (isFinal(status) || status === JobStatus.Open) return zeroAddress;
  return replicas[0]?.provider ?? provider;
}

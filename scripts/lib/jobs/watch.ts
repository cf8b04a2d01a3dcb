import { setTimeout as sleep } from "node:timers/promises";
import {
  BlacktailError,
  digestToCid,
  getJob,
  isFinal,
  type Job,
  JobStatus,
  jobEscrowAbi,
  jobStatusName,
  Progress,
  querySubgraph,
  RunReport,
  type Sent,
  type Storage,
} from "@blacktail/sdk";
import type { Address, PublicClient } from "viem";
import { z } from "zod";

const POLL_MS = 300;
/** Characters of one line of progress. */
const MAX_LINE = 65_536;

export type Watch = { publicClient: PublicClient; escrow: Address; jobId: bigint; timeoutMs: number };

/**
 * Waits until `there` says that a job is where it was waited for, or the job is done.
 * @param what What is waited for, in words.
 * @throws Error when it ended without being done, or the time is up.
 */
export async function untilJob(
  { publicClient, escrow, jobId, timeoutMs }: Watch,
  what: string,
  there: (job: Job) => boolean,
): Promise<Job> {
  for (const end = Date.now() + timeoutMs; ; await sleep(POLL_MS)) {
    const job = await getJob(publicClient, { escrow, jobId }).catch((error: unknown) => {
      // In the moment of a block a node may know its state and not yet its events.
      if (error instanceof BlacktailError && error.retryable && Date.now() <= end) return undefined;
      throw error;
    });
    if (job === undefined) continue;
    if (there(job) || job.status === JobStatus.Done) return job;
    const is = `Job ${jobId} ${isFinal(job.status) ? "ended as" : "is"} ${jobStatusName(job.status)}`;
    if (isFinal(job.status)) throw new Error(`${is}. The workers' logs say why.`);
    if (Date.now() > end)
      throw new Error(`${is} after ${timeoutMs / 1000} s; ${what} was waited for. The workers' logs say why.`);
  }
}

/** The transaction that paid for a job, whoever sent it. */
export async function settlementOf({ publicClient, escrow, jobId }: Watch): Promise<Pick<Sent, "hash" | "receipt">> {
  const events = await publicClient.getContractEvents({
    address: escrow,
    abi: jobEscrowAbi,
    eventName: "JobSettled",
    args: { jobId },
    fromBlock: 0n,
  });
  const hash = events[0]?.transactionHash;
  if (!hash)
    throw new Error(`Job ${jobId} is done but no transaction settled it: the node's answers contradict each other.`);
  return { hash, receipt: await publicClient.getTransactionReceipt({ hash }) };
}

/**
 * How the provider says that it ran a job (of several replicas, or of several stages, the last that showed its result): device, threads, hardware. Signed with the result, and no more than its word.
 * @throws BlacktailError what storage says, `DOCUMENT_INVALID` for what is no report; Error when no result was submitted.
 */
export async function runReportOf(
  { publicClient, escrow, jobId }: Omit<Watch, "timeoutMs">,
  storage: Storage,
): Promise<RunReport> {
  const range = { address: escrow, abi: jobEscrowAbi, args: { jobId }, fromBlock: 0n, strict: true } as const;
  const [submitted, revealed] = await Promise.all([
    publicClient.getContractEvents({ ...range, eventName: "ResultSubmitted" }),
    publicClient.getContractEvents({ ...range, eventName: "ReplicaRevealed" }),
  ]);
  const digest = (submitted.at(-1) ?? revealed.at(-1))?.args.body.reportDigest;
  if (!digest) throw new Error(`Job ${jobId} has no result yet.`);
  return storage.getJson(RunReport, digestToCid(digest));
}

const Endpoint = z.object({ provider: z.object({ endpoint: z.string().nullable() }).nullable() });

/** Where the provider's worker answers, as it announced on chain; undefined when it did not. */
export async function endpointOf(subgraphUrl: string, provider: Address): Promise<string | undefined> {
  const query = "query ($id: Bytes!) { provider(id: $id) { endpoint } }";
  const answer = await querySubgraph(subgraphUrl, query, { id: provider.toLowerCase() }, Endpoint);
  return answer.provider?.endpoint || undefined;
}

/**
 * Follows a run at the provider's endpoint until it ends or `signal` says so. What arrives is the provider's word: it is checked for
 * shape and shown, nothing more, and a provider that shows nothing does not stop the story.
 */
export async function followProgress(
  endpoint: string,
  jobId: bigint,
  show: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${endpoint}/v1/jobs/${jobId}/progress`, { signal });
  if (!response.ok || !response.body) return;
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    // A line without end is no progress; the provider is not trusted to be brief.
    if (rest.length > MAX_LINE) return;
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const progress = Progress.safeParse(JSON.parse(line.slice(5)));
      if (!progress.success) continue;
      show(progress.data);
      if (progress.data.phase === "done" || progress.data.phase === "failed") return;
    }
  }
}

import { type Job, jobEscrowAbi, jobHash } from "@blacktail/sdk";
import type { Context } from "../context.ts";

/** Whether the job as the events tell it is the job on chain. */
export async function verifyJob(
  { client, contracts, jobs, watcher }: Pick<Context, "client" | "contracts" | "jobs" | "watcher">,
  jobId: bigint,
  job: Job,
): Promise<boolean> {
  const call = { address: contracts.JobEscrow, abi: jobEscrowAbi, functionName: "jobHash", args: [jobId] } as const;
  const hash = jobHash(job);
  if ((await client.readContract(call)) === hash) return true;
  // Often the events of the last block are just not here yet. If they do not fit the block they were read at, they are read again.
  const { head } = watcher;
  if (head === undefined || watcher.isLagging || jobs.get(jobId) !== job) return false;
  if ((await client.readContract({ ...call, blockNumber: head.number })) === hash) return false;
  // The job may have moved on, or the chain been reorganised, while the question was on its way.
  if (jobs.get(jobId) === job && watcher.head === head)
    watcher.doubt(`the events of job ${jobId} do not give the hash that the chain holds`);
  return false;
}

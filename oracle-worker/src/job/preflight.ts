import { describeError, type Job, jobLensAbi, packJob, packReplica } from "@blacktail/sdk";
import type { Context } from "../context.ts";

/** Why the chain would refuse a claim: the contract's error by name, and in words. */
export type Obstacle = { code: string; message: string };

/**
 * Asks the chain whether this provider could claim the job in the next block.
 *
 * @returns What stands in the way; undefined when nothing does.
 */
export async function preflight(
  { client, contracts, config }: Pick<Context, "client" | "contracts" | "config">,
  jobId: bigint,
  job: Job,
): Promise<Obstacle | undefined> {
  const reason = await client.readContract({
    address: contracts.JobLens,
    abi: jobLensAbi,
    functionName: "canClaim",
    args: [jobId, packJob(job), job.replicas.map(packReplica), config.PROVIDER],
    blockTag: "pending",
  });
  return reason === "0x" ? undefined : describeError({ data: reason });
}

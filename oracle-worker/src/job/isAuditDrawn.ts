import { type Job, jobLensAbi, packJob } from "@blacktail/sdk";
import type { Context } from "../context.ts";

type Chain = Pick<Context, "client" | "contracts">;

/** Whether the lot falls on a pending result; known two blocks after its submission. */
export function isAuditDrawn({ client, contracts }: Chain, jobId: bigint, job: Job): Promise<boolean> {
  const args = [jobId, packJob(job)] as const;
  return client.readContract({ address: contracts.JobLens, abi: jobLensAbi, functionName: "isDrawn", args });
}

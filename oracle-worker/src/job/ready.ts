import { type Job, jobLensAbi, packJob, refereesAbi } from "@blacktail/sdk";
import type { Context } from "../context.ts";

type Chain = Pick<Context, "client" | "contracts">;

/** Whether the panel that has the job has come to its end, so that the job can be concluded. */
export async function isPanelEnded({ client, contracts }: Chain, { dispute }: Job): Promise<boolean> {
  if (dispute === undefined) return false;
  const panelId = dispute.panelId === 0n ? dispute.auditId : dispute.panelId;
  const call = { address: contracts.Referees, abi: refereesAbi, functionName: "outcomeOf", args: [panelId] } as const;
  const [ended] = await client.readContract(call);
  return ended;
}

/** Whether the lot falls on a pending result; known two blocks after its submission. */
export function isAuditDrawn({ client, contracts }: Chain, jobId: bigint, job: Job): Promise<boolean> {
  const args = [jobId, packJob(job)] as const;
  return client.readContract({ address: contracts.JobLens, abi: jobLensAbi, functionName: "isDrawn", args });
}

import { addressesOf, type Job, JobStatus, jobLensAbi, packJob } from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import { publicClientOf } from "../../chain/publicClientOf.ts";
import { useConfig } from "../../config/ConfigContext.ts";

/** Whether the audit's lot fell on a pending result. The chain knows two blocks after the result came in; false until then. */
export function useAuditDrawn(jobId: string, job: Job): boolean {
  const config = useConfig();
  const { data } = useQuery({
    queryKey: ["audit-drawn", config.chainId, jobId, job.stage, job.block, job.attemptsLeft],
    queryFn: () =>
      publicClientOf(config).readContract({
        address: addressesOf(config.chainId).JobLens,
        abi: jobLensAbi,
        functionName: "isDrawn",
        args: [BigInt(jobId), packJob(job)],
      }),
    enabled: job.status === JobStatus.Pending && !job.audited,
    refetchInterval: 4_000,
  });
  return data ?? false;
}

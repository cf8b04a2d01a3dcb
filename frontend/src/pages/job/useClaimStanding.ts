import {
  addressesOf,
  claimOpensAt,
  type Description,
  JobStatus,
  jobLensAbi,
  packJob,
  packReplica,
} from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { publicClientOf } from "../../chain/publicClientOf.ts";
import { useConfig } from "../../config/ConfigContext.ts";
import type { JobDetail } from "../../data/jobDetail.ts";
import { claimRefusal } from "../../job/claimRefusal.ts";

/** Whether a provider may claim the open stage, as the chain says it. */
export type ClaimStanding = {
  /** Why a claim would be refused now; undefined when it would pass. */
  refusal: Description | undefined;
  /** Unix seconds from which its ticket lets it claim. */
  opensAt: number;
};

/** Asks the chain whether a provider may claim, every few seconds while the stage is open; undefined until it has answered. */
export function useClaimStanding(
  { id: jobId, words: job, currency }: Pick<JobDetail, "id" | "words" | "currency">,
  provider: Address,
): ClaimStanding | undefined {
  const config = useConfig();
  const { data } = useQuery({
    queryKey: ["claim-standing", config.chainId, jobId, job.stage, job.block, job.replicas.length, provider],
    queryFn: async (): Promise<ClaimStanding> => {
      const client = publicClientOf(config);
      const { JobLens, ProviderRegistry } = addressesOf(config.chainId);
      const [reason, opensAt] = await Promise.all([
        client.readContract({
          address: JobLens,
          abi: jobLensAbi,
          functionName: "canClaim",
          args: [BigInt(jobId), packJob(job), job.replicas.map(packReplica), provider],
        }),
        claimOpensAt(client, { registry: ProviderRegistry, jobId: BigInt(jobId), job, provider }),
      ]);
      return { refusal: reason === "0x" ? undefined : claimRefusal(reason, currency), opensAt: Number(opensAt) };
    },
    enabled: job.status === JobStatus.Open,
    refetchInterval: 4_000,
  });
  return data;
}

import {
  addressesOf,
  claimOpensAt,
  type Description,
  describeError,
  type Job,
  JobStatus,
  jobLensAbi,
  packJob,
  packReplica,
} from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { publicClientOf } from "../../chain/publicClientOf.ts";
import { useConfig } from "../../config/ConfigContext.ts";

/** Whether a provider may claim the open stage, as the chain says it. */
export type ClaimStanding = {
  /** Why a claim would be refused now; undefined when it would pass. */
  refusal: Description | undefined;
  /** Unix seconds from which its ticket lets it claim. */
  opensAt: number;
};

/** Asks the chain whether a provider may claim, every few seconds while the stage is open; undefined for who is none. */
export function useClaimStanding(jobId: string, job: Job, provider: Address | undefined): ClaimStanding | undefined {
  const config = useConfig();
  const { data } = useQuery({
    queryKey: ["claim-standing", config.chainId, jobId, job.stage, job.block, job.replicas.length, provider],
    queryFn: async (): Promise<ClaimStanding | undefined> => {
      if (!provider) return undefined;
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
      return { refusal: reason === "0x" ? undefined : describeError({ data: reason }), opensAt: Number(opensAt) };
    },
    enabled: provider !== undefined && job.status === JobStatus.Open,
    refetchInterval: 4_000,
  });
  return data;
}

import { type Address, isAddressEqual } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import type { Job } from "../jobs/types.ts";

/**
 * The index of a provider's place among a job's replicas.
 *
 * @throws BlacktailError `REPLICA_UNKNOWN`
 */
export function placeOf(jobId: bigint, { replicas }: Job, provider: Address): bigint {
  const index = replicas.findIndex((replica) => isAddressEqual(replica.provider, provider));
  if (index >= 0) return BigInt(index);
  throw new BlacktailError({
    code: "REPLICA_UNKNOWN",
    message: `${provider} has no place among the ${replicas.length} replicas of job ${jobId}.`,
    fix: "Claim one first (claimJob), or name the provider for whom it was claimed.",
  });
}

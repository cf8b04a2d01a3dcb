import { type Address, isAddressEqual, type PublicClient } from "viem";
import { toBlacktailError } from "../errors/toBlacktailError.ts";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import type { Job } from "../jobs/types.ts";
import { seedOf } from "./seedOf.ts";
import { stageSubject } from "./subjects.ts";
import { ticketOpensAt } from "./ticketOpensAt.ts";

export type ClaimOpensAtArgs = {
  registry: Address;
  jobId: bigint;
  /** An open one. */
  job: Job;
  provider: Address;
  /** Whether the claim is for the next block, not for one that is simulated in the latest: its seed is known a block earlier. */
  isForNext?: boolean | undefined;
};

/**
 * Unix seconds from which a provider may claim the job's stage, by its ticket. While the seed is not known, for about two blocks, that is when
 * everyone may: ask again then. Free stake may change until then, and with it the answer.
 *
 * @throws BlacktailError what `describeError` makes of a failing node.
 * @example
 * const opensAt = await claimOpensAt(publicClient, { registry: addresses.ProviderRegistry, jobId, job, provider });
 */
export async function claimOpensAt(client: PublicClient, args: ClaimOpensAtArgs): Promise<bigint> {
  const { registry, jobId, job, provider, isForNext } = args;
  const opened = job.deadline - BigInt(job.terms.claimPeriod);
  // Who did the stage before needs no ticket.
  if (isAddressEqual(provider, job.provider)) return opened;
  try {
    const [seed, [weight, total]] = await Promise.all([
      seedOf(client, job.block, isForNext),
      client.readContract({
        address: registry,
        abi: providerRegistryAbi,
        functionName: "ticketWeight",
        args: [provider],
      }),
    ]);
    const window = BigInt(job.terms.priorityPeriod);
    return ticketOpensAt({ seed, subject: stageSubject(jobId, job.stage), provider, weight, total, opened, window });
  } catch (error) {
    throw toBlacktailError(error);
  }
}

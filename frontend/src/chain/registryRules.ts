import { addressesOf, providerRegistryAbi } from "@blacktail/sdk";
import type { PublicClient } from "viem";

/** What the registry holds all providers to. Times are seconds, parts basis points. */
export type RegistryRules = {
  unbondingPeriod: number;
  /** New stake counts for tickets after one to two of these. */
  epoch: number;
  /** A provider's own stake is at least this part of what is active. */
  minOwnBps: number;
  maxCommissionBps: number;
  /** A reputation's greatest count. */
  reputationSize: number;
};

/** Reads the registry's constants. */
export async function registryRules(client: PublicClient, chainId: number): Promise<RegistryRules> {
  const registry = { address: addressesOf(chainId).ProviderRegistry, abi: providerRegistryAbi } as const;
  const [unbonding, epoch, minOwnBps, maxCommissionBps, reputationSize] = await Promise.all([
    client.readContract({ ...registry, functionName: "UNBONDING_PERIOD" }),
    client.readContract({ ...registry, functionName: "EPOCH" }),
    client.readContract({ ...registry, functionName: "MIN_OWN_BPS" }),
    client.readContract({ ...registry, functionName: "MAX_COMMISSION_BPS" }),
    client.readContract({ ...registry, functionName: "REPUTATION_SIZE" }),
  ]);
  return { unbondingPeriod: Number(unbonding), epoch: Number(epoch), minOwnBps, maxCommissionBps, reputationSize };
}

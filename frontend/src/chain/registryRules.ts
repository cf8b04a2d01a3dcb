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
  /** By how much a full reputation raises the weight of a provider's tickets. */
  maxBonusBps: number;
  /** A reputation's greatest count. */
  reputationSize: number;
};

/** Reads the registry's constants. */
export async function registryRules(client: PublicClient, chainId: number): Promise<RegistryRules> {
  const read = <
    Name extends
      | "UNBONDING_PERIOD"
      | "EPOCH"
      | "MIN_OWN_BPS"
      | "MAX_COMMISSION_BPS"
      | "MAX_BONUS_BPS"
      | "REPUTATION_SIZE",
  >(
    functionName: Name,
  ) => client.readContract({ address: addressesOf(chainId).ProviderRegistry, abi: providerRegistryAbi, functionName });
  const [unbonding, epoch, minOwnBps, maxCommissionBps, maxBonusBps, reputationSize] = await Promise.all([
    read("UNBONDING_PERIOD"),
    read("EPOCH"),
    read("MIN_OWN_BPS"),
    read("MAX_COMMISSION_BPS"),
    read("MAX_BONUS_BPS"),
    read("REPUTATION_SIZE"),
  ]);
  return {
    unbondingPeriod: Number(unbonding),
    epoch: Number(epoch),
    minOwnBps: Number(minOwnBps),
    maxCommissionBps: Number(maxCommissionBps),
    maxBonusBps: Number(maxBonusBps),
    reputationSize: Number(reputationSize),
  };
}

import { addressesOf, providerRegistryAbi } from "@blacktail/sdk";
import type { Address } from "viem";
import type { Config } from "../config/schema.ts";
import { publicClientOf } from "./publicClientOf.ts";

/** What a holder of a provider's stake could collect of its earnings now, in the currency's smallest unit; only the chain knows. */
export async function collectable(
  config: Config,
  { provider, holder, currency }: { provider: Address; holder: Address; currency: bigint },
): Promise<bigint> {
  return publicClientOf(config).readContract({
    address: addressesOf(config.chainId).ProviderRegistry,
    abi: providerRegistryAbi,
    functionName: "collectable",
    args: [provider, holder, currency],
  });
}

import { providerRegistryAbi } from "@blacktail/sdk";
import type { Address } from "viem";
import { type RegistryRules, registryRules } from "../../chain/registryRules.ts";
import type { FlowContext } from "../types.ts";

/** A provider's pool, what the account has in it and what its provider has, as the chain has them now; stakes are $BLACK (wei). */
export async function poolOf({ publicClient, addresses, account, config }: FlowContext, provider: Address) {
  const registry = { address: addresses.ProviderRegistry, abi: providerRegistryAbi } as const;
  const [pool, mine, own, rules] = await Promise.all([
    publicClient.readContract({ ...registry, functionName: "providerOf", args: [provider] }),
    publicClient.readContract({ ...registry, functionName: "holdingOf", args: [provider, account] }),
    publicClient.readContract({ ...registry, functionName: "holdingOf", args: [provider, provider] }),
    registryRules(publicClient, config.chainId),
  ]);
  return { pool, mine, own, rules } satisfies { rules: RegistryRules } & Record<string, unknown>;
}

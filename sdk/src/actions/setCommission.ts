import { encodeFunctionData } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

/**
 * The provider's own part of what others' stake on it earns.
 *
 * @param args `bps`: basis points.
 * @throws BlacktailError `ProviderRegistry_CommissionTooHigh`, `ProviderRegistry_NotRegistered`
 * @example
 * await setCommission({ publicClient, walletClient }, { bps: 1_000 });
 */
export async function setCommission(clients: Clients, { bps }: { bps: number }): Promise<Sent> {
  return action(clients, (context) => {
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "setCommission", args: [bps] });
    return send(context, { to: context.addresses.ProviderRegistry, data });
  });
}

import { type Address, encodeFunctionData } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

/**
 * Hands the provider's work to another hot key, by the provider itself. Results that the earlier operator signed and did not yet submit
 * are void.
 *
 * @throws BlacktailError `ProviderRegistry_ZeroOperator`, `ProviderRegistry_NotRegistered`
 * @example
 * await setOperator({ publicClient, walletClient }, { operator });
 */
export async function setOperator(clients: Clients, { operator }: { operator: Address }): Promise<Sent> {
  return action(clients, (context) => {
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "setOperator", args: [operator] });
    return send(context, { to: context.addresses.ProviderRegistry, data });
  });
}

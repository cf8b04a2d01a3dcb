import { type Address, encodeFunctionData } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type SetEndpointArgs = {
  /** An http(s) URL of at most 256 bytes; empty withdraws it. */
  endpoint: string;
  /** Default: the wallet's account, which may also be the provider's operator. */
  provider?: Address | undefined;
};

/**
 * Announces where a provider's worker answers. It is kept in an event only, and whoever reads it trusts it with nothing.
 *
 * @throws BlacktailError `ProviderRegistry_NotOperator`, `ProviderRegistry_EndpointTooLong`
 * @example
 * await setEndpoint({ publicClient, walletClient }, { endpoint: "https://worker.example" });
 */
export async function setEndpoint(clients: Clients, { endpoint, provider }: SetEndpointArgs): Promise<Sent> {
  return action(clients, (context) => {
    const args = [provider ?? context.account.address, endpoint] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "setEndpoint", args });
    return send(context, { to: context.addresses.ProviderRegistry, data });
  });
}

import { type Address, encodeFunctionData } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type SetCapabilitiesArgs = {
  /** A set of 64 bits that jobs may ask for. */
  capabilities: bigint;
  /** Default: the wallet's account, which may also be the provider's operator. */
  provider?: Address | undefined;
};

/**
 * Announces what a provider can do; a job that asks for more it cannot claim.
 *
 * @throws BlacktailError `ProviderRegistry_NotOperator`, `ProviderRegistry_NotRegistered`
 * @example
 * await setCapabilities({ publicClient, walletClient }, { capabilities: 0b11n });
 */
export async function setCapabilities(
  clients: Clients,
  { capabilities, provider }: SetCapabilitiesArgs,
): Promise<Sent> {
  return action(clients, (context) => {
    const args = [provider ?? context.account.address, capabilities] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "setCapabilities", args });
    return send(context, { to: context.addresses.ProviderRegistry, data });
  });
}

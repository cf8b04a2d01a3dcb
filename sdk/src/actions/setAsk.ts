import { type Address, encodeFunctionData } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type SetAskArgs = {
  currency: bigint;
  /** In the currency's smallest unit; 0 takes anything. */
  price: bigint;
  /** Default: the wallet's account, which may also be the provider's operator. */
  provider?: Address | undefined;
};

/**
 * The least that a provider takes for a stage in a currency: the chain refuses claims below it.
 *
 * @throws BlacktailError `ProviderRegistry_NotOperator`, `ProviderRegistry_NotRegistered`
 * @example
 * await setAsk({ publicClient, walletClient }, { currency: NATIVE, price: parseEther("0.01") });
 */
export async function setAsk(clients: Clients, { currency, price, provider }: SetAskArgs): Promise<Sent> {
  return action(clients, (context) => {
    const args = [provider ?? context.account.address, currency, price] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "setAsk", args });
    return send(context, { to: context.addresses.ProviderRegistry, data });
  });
}

import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, send } from "./send.ts";
import type { StakeResult } from "./stake.ts";

export type DelegateArgs = {
  provider: Address;
  /** $BLACK (wei) out of the account's credits. */
  amount: bigint;
};

/**
 * Stakes credits in $BLACK on another's provider: shares its slashes, and what it earns by jobs that it claims from now on. The
 * ProviderRegistry must be approved (`approveModule`).
 *
 * @throws BlacktailError `ProviderRegistry_TakesNoDelegations`, `ProviderRegistry_OwnStakeTooLow`, `ProviderRegistry_NotRegistered`, `ERC6909InsufficientBalance`, …
 * @example
 * await delegate({ publicClient, walletClient }, { provider, amount: parseEther("50") });
 */
export async function delegate(clients: Clients, { provider, amount }: DelegateArgs): Promise<StakeResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "delegate", args: [provider, amount] });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const event = first(parseEventLogs({ abi: providerRegistryAbi, eventName: "Staked", logs }), "Staked");
    return { ...sent, active: event.args.active };
  });
}

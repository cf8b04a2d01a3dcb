import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type WithdrawUnbondedArgs = {
  /** Default: the wallet's account. Anyone may do it for a provider whose time has come. */
  provider?: Address | undefined;
};

/** `amount`: $BLACK (wei) that went back to the provider's credits. */
export type WithdrawUnbondedResult = Sent & { amount: bigint };

/**
 * Returns unbonded stake to the provider as credits.
 *
 * @throws BlacktailError `ProviderRegistry_StillUnbonding`, `ProviderRegistry_NothingUnbonding`
 * @example
 * const { amount } = await withdrawUnbonded({ publicClient, walletClient });
 */
export async function withdrawUnbonded(
  clients: Clients,
  { provider }: WithdrawUnbondedArgs = {},
): Promise<WithdrawUnbondedResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const args = [provider ?? context.account.address] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "withdrawUnbonded", args });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const event = first(parseEventLogs({ abi: providerRegistryAbi, eventName: "Unbonded", logs }), "Unbonded");
    return { ...sent, amount: event.args.amount };
  });
}

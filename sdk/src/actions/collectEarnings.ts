import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { logsOf, type Sent, send } from "./send.ts";

export type CollectEarningsArgs = {
  currency: bigint;
  /** Whose pool. Default: the wallet's account. */
  provider?: Address | undefined;
  /** Who is paid. Default: the wallet's account. */
  holder?: Address | undefined;
};

/** `amount`: in the currency's smallest unit; 0 when there was nothing. */
export type CollectEarningsResult = Sent & { amount: bigint };

/**
 * Pays out, as credits, what a holder's stake on a provider earned, the provider's commission with its own; anyone may do it.
 *
 * @throws BlacktailError `ProviderRegistry_CurrencyNotShared`
 * @example
 * const { amount } = await collectEarnings({ publicClient, walletClient }, { provider, currency: NATIVE });
 */
export async function collectEarnings(clients: Clients, args: CollectEarningsArgs): Promise<CollectEarningsResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const own = context.account.address;
    const callArgs = [args.provider ?? own, args.holder ?? own, args.currency] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "collect", args: callArgs });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const [event] = parseEventLogs({ abi: providerRegistryAbi, eventName: "EarningsCollected", logs });
    return { ...sent, amount: event?.args.amount ?? 0n };
  });
}

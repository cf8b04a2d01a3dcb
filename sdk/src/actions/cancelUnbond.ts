import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

/** `amount`: what works again, $BLACK (wei). */
export type CancelUnbondResult = Sent & { amount: bigint };

/**
 * Puts what the account has leaving of a provider's stake back to work.
 *
 * @param args `provider`: default the wallet's account.
 * @throws BlacktailError `ProviderRegistry_NothingUnbonding`, `ProviderRegistry_OwnStakeTooLow`
 * @example
 * await cancelUnbond({ publicClient, walletClient });
 */
export async function cancelUnbond(
  clients: Clients,
  { provider }: { provider?: Address | undefined } = {},
): Promise<CancelUnbondResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const args = [provider ?? context.account.address] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "cancelUnbond", args });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const events = parseEventLogs({ abi: providerRegistryAbi, eventName: "UnbondCancelled", logs });
    return { ...sent, amount: first(events, "UnbondCancelled").args.amount };
  });
}

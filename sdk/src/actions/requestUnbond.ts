import { encodeFunctionData, parseEventLogs } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

/** `unbonding`: all that is on its way out, $BLACK (wei); `unbondsAt`: unix seconds from which it may be withdrawn. */
export type RequestUnbondResult = Sent & { unbonding: bigint; unbondsAt: bigint };

/**
 * Starts the unbonding of free stake; a second request joins the first and restarts its clock.
 *
 * @param args `amount`: $BLACK (wei).
 * @throws BlacktailError `ProviderRegistry_InsufficientStake`, `ProviderRegistry_ZeroAmount`, …
 * @example
 * const { unbondsAt } = await requestUnbond({ publicClient, walletClient }, { amount: parseEther("10") });
 */
export async function requestUnbond(clients: Clients, { amount }: { amount: bigint }): Promise<RequestUnbondResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "requestUnbond", args: [amount] });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const events = parseEventLogs({ abi: providerRegistryAbi, eventName: "UnbondRequested", logs });
    const { unbonding, unbondsAt } = first(events, "UnbondRequested").args;
    return { ...sent, unbonding, unbondsAt };
  });
}

import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

/** What the account holds of a pool, all of it. */
export const ALL_STAKE = 2n ** 128n - 1n;

export type RequestUnbondArgs = {
  /** $BLACK (wei), or `ALL_STAKE`. */
  amount: bigint;
  /** Whose pool it is in. Default: the wallet's account, a provider. */
  provider?: Address | undefined;
};

/** `amount`: what is leaving by this request, $BLACK (wei); `unbondsAt`: unix seconds from which all that is leaving may be withdrawn. */
export type RequestUnbondResult = Sent & { amount: bigint; unbondsAt: bigint };

/**
 * Starts the unbonding of what the account holds of a provider's stake. It locks no more from now on, but is slashed like the rest until it
 * is withdrawn. A second request joins the first and restarts its clock.
 *
 * @throws BlacktailError `ProviderRegistry_InsufficientHolding`, `ProviderRegistry_ZeroAmount`, …
 * @example
 * const { unbondsAt } = await requestUnbond({ publicClient, walletClient }, { amount: parseEther("10") });
 */
export async function requestUnbond(clients: Clients, args: RequestUnbondArgs): Promise<RequestUnbondResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const callArgs = [args.provider ?? context.account.address, args.amount] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "requestUnbond", args: callArgs });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const events = parseEventLogs({ abi: providerRegistryAbi, eventName: "UnbondRequested", logs });
    const { amount, unbondsAt } = first(events, "UnbondRequested").args;
    return { ...sent, amount, unbondsAt };
  });
}

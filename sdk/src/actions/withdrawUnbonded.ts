import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type WithdrawUnbondedArgs = {
  /** Whose pool. Default: the wallet's account. */
  provider?: Address | undefined;
  /** Who is paid. Default: the wallet's account. */
  holder?: Address | undefined;
};

/** `amount`: what returned to the holder's credits, $BLACK (wei). */
export type WithdrawUnbondedResult = Sent & { amount: bigint };

/**
 * Returns unbonded stake, as far as it was not slashed, to the holder's credits; anyone may do it.
 *
 * @throws BlacktailError `ProviderRegistry_StillUnbonding`, `ProviderRegistry_StillLocked`, `ProviderRegistry_NothingUnbonding`
 * @example
 * const { amount } = await withdrawUnbonded({ publicClient, walletClient });
 */
export async function withdrawUnbonded(
  clients: Clients,
  { provider, holder }: WithdrawUnbondedArgs = {},
): Promise<WithdrawUnbondedResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const own = context.account.address;
    const args = [provider ?? own, holder ?? own] as const;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "withdrawUnbonded", args });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const event = first(parseEventLogs({ abi: providerRegistryAbi, eventName: "Unbonded", logs }), "Unbonded");
    return { ...sent, amount: event.args.amount };
  });
}

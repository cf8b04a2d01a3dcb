import { type Address, encodeFunctionData, parseEventLogs, zeroAddress } from "viem";
import { providerRegistryAbi } from "../generated/abi/ProviderRegistry.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type StakeArgs = {
  /** $BLACK (wei) out of the account's credits. */
  amount: bigint;
  /** The worker's hot key. Default: keep the present one; needed at the first stake. */
  operator?: Address | undefined;
};

/** `active`: all that works on the provider now, of all holders, $BLACK (wei). */
export type StakeResult = Sent & { active: bigint };

/**
 * Stakes credits in $BLACK on the account itself, which registers it as a provider. The ProviderRegistry must be approved (`approveModule`).
 *
 * @throws BlacktailError `ERC6909InsufficientBalance`, `ERC6909InsufficientAllowance` (module not approved), `ProviderRegistry_ZeroOperator`, …
 * @example
 * const { active } = await stake({ publicClient, walletClient }, { amount: parseEther("100"), operator });
 */
export async function stake(clients: Clients, { amount, operator = zeroAddress }: StakeArgs): Promise<StakeResult> {
  return action(clients, async (context) => {
    const { ProviderRegistry } = context.addresses;
    const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: "stake", args: [amount, operator] });
    const sent = await send(context, { to: ProviderRegistry, data });
    const logs = logsOf(sent, ProviderRegistry);
    const event = first(parseEventLogs({ abi: providerRegistryAbi, eventName: "Staked", logs }), "Staked");
    return { ...sent, active: event.args.active };
  });
}

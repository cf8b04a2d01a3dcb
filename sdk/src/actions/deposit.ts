import { type Address, encodeFunctionData, parseEventLogs } from "viem";
import { vaultAbi } from "../generated/abi/Vault.ts";
import { NATIVE, tokenOf } from "../jobs/currency.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { fundToken } from "./fundToken.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type DepositArgs = {
  /** `NATIVE`, or `currencyOf(token)`. */
  currency: bigint;
  /** In the currency's smallest unit. */
  amount: bigint;
  /** Who is credited; default the wallet's account. */
  to?: Address | undefined;
};

/** `credited`: what arrived, in the smallest unit; less than the amount for a token with a transfer fee. */
export type DepositResult = Sent & { credited: bigint };

/**
 * Buys credits in the Vault. A token is taken by permit (one signature, one transaction) where token and wallet can do it,
 * else by an approval of exactly the amount.
 *
 * @throws BlacktailError `Vault_ZeroAmount`, `ERC20InsufficientBalance`, `INSUFFICIENT_FUNDS`, `REJECTED`, …
 * @example
 * const { credited } = await deposit({ publicClient, walletClient }, { currency: NATIVE, amount: parseEther("1") });
 */
export async function deposit(clients: Clients, { currency, amount, to }: DepositArgs): Promise<DepositResult> {
  return action(clients, async (context) => {
    const { Vault } = context.addresses;
    const recipient = to ?? context.account.address;
    const args = [currency, amount, recipient] as const;
    const sent =
      currency === NATIVE
        ? await send(context, {
            to: Vault,
            data: encodeFunctionData({ abi: vaultAbi, functionName: "deposit", args }),
            value: amount,
          })
        : await fundToken(context, { token: tokenOf(currency), amount, to: recipient }, (data) =>
            send(context, { to: Vault, data }),
          );
    const events = parseEventLogs({ abi: vaultAbi, eventName: "Deposited", logs: logsOf(sent, Vault) });
    return { ...sent, credited: first(events, "Deposited").args.amount };
  });
}

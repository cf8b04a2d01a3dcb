import { type Address, encodeFunctionData } from "viem";
import { vaultAbi } from "../generated/abi/Vault.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type Sent, send } from "./send.ts";

export type WithdrawArgs = {
  currency: bigint;
  /** In the currency's smallest unit. */
  amount: bigint;
  /** Who receives the money; default the wallet's account. */
  to?: Address | undefined;
};

/**
 * Turns credits back into money.
 *
 * @throws BlacktailError `ERC6909InsufficientBalance`, `Vault_ZeroAmount`, `Vault_TransferFailed`, …
 * @example
 * await withdraw({ publicClient, walletClient }, { currency: NATIVE, amount: parseEther("0.5") });
 */
export async function withdraw(clients: Clients, { currency, amount, to }: WithdrawArgs): Promise<Sent> {
  return action(clients, (context) => {
    const args = [currency, amount, to ?? context.account.address] as const;
    const data = encodeFunctionData({ abi: vaultAbi, functionName: "withdraw", args });
    return send(context, { to: context.addresses.Vault, data });
  });
}

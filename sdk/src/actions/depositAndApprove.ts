import { type Address, encodeFunctionData, type Hex, parseEventLogs } from "viem";
import { vaultAbi } from "../generated/abi/Vault.ts";
import { NATIVE, tokenOf } from "../jobs/currency.ts";
import { action } from "./action.ts";
import type { Clients, Context } from "./clients.ts";
import type { DepositArgs, DepositResult } from "./deposit.ts";
import { fundToken } from "./fundToken.ts";
import { first, logsOf, type Sent, send } from "./send.ts";

export type DepositAndApproveArgs = Omit<DepositArgs, "to"> & {
  /** The module that may then move the wallet's credits, such as `addresses.JobEscrow`. */
  module: Address;
};

/**
 * Buys credits and lets a module use them: one transaction for a token (deposit and approval in one multicall), two for the
 * native coin. An approval that exists is not repeated.
 *
 * @throws BlacktailError as `deposit`
 * @example
 * await depositAndApprove(clients, { currency: currencyOf(BlackToken), amount: parseEther("100"), module: ProviderRegistry });
 */
export async function depositAndApprove(clients: Clients, args: DepositAndApproveArgs): Promise<DepositResult> {
  return action(clients, async (context) => {
    const { Vault } = context.addresses;
    const { currency, amount } = args;
    const to = context.account.address;
    const approval = await missingApproval(context, args.module);
    const sent =
      currency === NATIVE
        ? await depositNative(context, amount, approval)
        : await fundToken(context, { token: tokenOf(currency), amount, to }, (data) =>
            send(context, { to: Vault, data: approval === undefined ? data : multicall([data, approval]) }),
          );
    const events = parseEventLogs({ abi: vaultAbi, eventName: "Deposited", logs: logsOf(sent, Vault) });
    return { ...sent, credited: first(events, "Deposited").args.amount };
  });
}

async function missingApproval(
  { publicClient, account, addresses }: Context,
  module: Address,
): Promise<Hex | undefined> {
  const args = [account.address, module] as const;
  const call = { address: addresses.Vault, abi: vaultAbi } as const;
  if (await publicClient.readContract({ ...call, functionName: "isOperator", args })) return undefined;
  return encodeFunctionData({ abi: vaultAbi, functionName: "setOperator", args: [module, true] });
}

/** The Vault's multicall takes no native coin, so the deposit is its own transaction; it comes first, as it may fail. */
async function depositNative(context: Context, amount: bigint, approval: Hex | undefined): Promise<Sent> {
  const { Vault } = context.addresses;
  const args = [NATIVE, amount, context.account.address] as const;
  const data = encodeFunctionData({ abi: vaultAbi, functionName: "deposit", args });
  const sent = await send(context, { to: Vault, data, value: amount });
  if (approval !== undefined) await send(context, { to: Vault, data: approval });
  return sent;
}

function multicall(calls: Hex[]): Hex {
  return encodeFunctionData({ abi: vaultAbi, functionName: "multicall", args: [calls] });
}

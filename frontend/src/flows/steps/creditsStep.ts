import { deposit, vaultAbi } from "@blacktail/sdk";
import type { Currency } from "../../chain/currencies.ts";
import { formatAmount } from "../../lib/formatAmount.ts";
import type { FlowContext, Step } from "../types.ts";
import { confirmed } from "./confirmed.ts";

/** The account's credits in a currency, in its smallest unit. */
export function creditsOf({ publicClient, addresses, account }: FlowContext, currency: Currency): Promise<bigint> {
  return publicClient.readContract({
    address: addresses.Vault,
    abi: vaultAbi,
    functionName: "balanceOf",
    args: [account, currency.id],
  });
}

/** Deposits what the account's credits lack for a payment; nothing when they suffice. */
export function creditsStep(currency: Currency, needed: bigint): Step {
  return {
    id: "credits",
    name: `Have ${formatAmount(needed, currency)} of credits`,
    signs: currency.id === 0n ? 1 : 2,
    verify: async (context) => ((await creditsOf(context, currency)) >= needed ? {} : undefined),
    commit: async (context) => {
      const missing = needed - (await creditsOf(context, currency));
      return confirmed(await deposit(context.clients, { currency: currency.id, amount: missing }));
    },
  };
}

/** The row of a summary that says where the money comes from. */
export async function creditsRow(context: FlowContext, currency: Currency, needed: bigint) {
  const credits = await creditsOf(context, currency);
  const missing = needed > credits ? needed - credits : 0n;
  return {
    label: "Paid from",
    value: missing > 0n ? `credits, after a deposit of ${formatAmount(missing, currency)}` : "your credits",
  };
}

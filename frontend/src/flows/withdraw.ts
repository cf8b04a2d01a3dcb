import { withdraw } from "@blacktail/sdk";
import { z } from "zod";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { amountField } from "./amountField.ts";
import { currencyField } from "./currencyField.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsOf } from "./steps/creditsStep.ts";
import type { Flow } from "./types.ts";

/** Turns credits back into coins of the wallet. */
export const withdrawFlow: Flow<{ currency: Currency; amount: bigint }> = {
  id: "withdraw",
  title: "Withdraw",
  schema: (config) => z.object({ currency: currencyField(config), amount: amountField }),
  fields: [
    { name: "currency", label: "Currency", kind: "currency" },
    { name: "amount", label: "Amount", kind: "amount" },
  ],
  defaults: { currency: "ETH", amount: "" },
  summary: async (context, { currency, amount }) => ({
    text: "Your credits go down by this amount and the coins arrive in your wallet.",
    rows: [
      { label: "To your wallet", value: formatAmount(amount, currency), strong: true },
      { label: "Your credits now", value: formatAmount(await creditsOf(context, currency), currency) },
    ],
  }),
  steps: (_context, { currency, amount }) => [
    {
      id: "withdraw",
      name: `Withdraw ${formatAmount(amount, currency)}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await withdraw(clients, { currency: currency.id, amount })),
    },
  ],
  outcome: (input) => ({ text: `${formatAmount(input.amount, input.currency)} are in your wallet.` }),
};

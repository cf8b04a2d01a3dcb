import { deposit, vaultAbi } from "@blacktail/sdk";
import { parseEventLogs } from "viem";
import { z } from "zod";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { same } from "../lib/same.ts";
import { amountField } from "./amountField.ts";
import { currencyField } from "./currencyField.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsOf } from "./steps/creditsStep.ts";
import type { Flow } from "./types.ts";

/** Turns coins of the wallet into credits. */
export const depositFlow: Flow<{ currency: Currency; amount: bigint }> = {
  id: "deposit",
  title: "Deposit",
  schema: (config) => z.object({ currency: currencyField(config), amount: amountField }),
  fields: [
    { name: "currency", label: "Currency", kind: "currency" },
    { name: "amount", label: "Amount", kind: "amount", hint: "Credits can be withdrawn at any time." },
  ],
  defaults: { currency: "ETH", amount: "" },
  summary: async (context, { currency, amount }) => ({
    text: "The vault takes the coins from your wallet and credits you with the same amount, to pay for jobs, models and stake.",
    rows: [
      { label: "From your wallet", value: formatAmount(amount, currency), strong: true },
      { label: "Credits after it", value: formatAmount((await creditsOf(context, currency)) + amount, currency) },
    ],
  }),
  steps: (_context, { currency, amount }) => [
    {
      id: "deposit",
      name: `Deposit ${formatAmount(amount, currency)}`,
      signs: currency.id === 0n ? 1 : 2,
      // Where the token needs an approval first, that transaction is not the deposit.
      recover: ({ addresses }, { logs }) => {
        const events = parseEventLogs({ abi: vaultAbi, eventName: "Deposited", logs });
        return events.some(({ address }) => same(address, addresses.Vault)) ? "deposited" : undefined;
      },
      commit: async ({ clients }) => confirmed(await deposit(clients, { currency: currency.id, amount })),
    },
  ],
  outcome: (input) => ({ text: `${formatAmount(input.amount, input.currency)} are now credits.` }),
};

import { collectEarnings } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { collectable } from "../chain/collectable.ts";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { same } from "../lib/same.ts";
import { addressField } from "./addressField.ts";
import { currencyField } from "./currencyField.ts";
import { confirmed } from "./steps/confirmed.ts";
import type { Flow } from "./types.ts";

/** Pays out what the account's stake on a provider earned in a currency. */
export const collectEarningsFlow: Flow<{ provider: Address; currency: Currency }> = {
  id: "collect-earnings",
  title: "Collect earnings",
  schema: (config) => z.object({ provider: addressField, currency: currencyField(config) }),
  summary: async ({ config, account }, { provider, currency }) => {
    const amount = await collectable(config, { provider, holder: account, currency: currency.id });
    return {
      text: same(provider, account)
        ? "Your part of what your provider earned while others delegate to it, your commission included, becomes credits."
        : "Your part of what this provider earned, after its commission, becomes credits.",
      rows: [
        { label: "To your credits", value: formatAmount(amount, currency), strong: true },
        { label: "Cost", value: "the network fee only" },
      ],
    };
  },
  steps: (_context, { provider, currency }) => [
    {
      id: "collect",
      name: `Collect earnings in ${currency.symbol}`,
      signs: 1,
      commit: async ({ clients }) => {
        const sent = await collectEarnings(clients, { provider, currency: currency.id });
        return confirmed(sent, formatAmount(sent.amount, currency));
      },
    },
  ],
  outcome: (_input, { collect }) => ({ text: `${collect?.value ?? "They"} are in your credits.` }),
};

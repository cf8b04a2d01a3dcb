import { setAsk } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { addressField } from "./addressField.ts";
import { currencyField } from "./currencyField.ts";
import { priceField } from "./priceField.ts";
import { callFlow } from "./steps/callFlow.ts";

/** Changes the least that a provider takes for a stage. */
export const setAskFlow = callFlow<{ provider: Address; currency: Currency; price: bigint }>({
  id: "set-ask",
  title: "Change what you ask",
  schema: (config) => z.object({ provider: addressField, currency: currencyField(config), price: priceField }),
  fields: [
    { name: "currency", label: "Currency", kind: "currency" },
    {
      name: "price",
      label: "Least for a stage",
      kind: "amount",
      hint: "What must reach you for one stage, after the fee. 0 takes anything.",
    },
  ],
  defaults: { currency: "ETH", price: "" },
  summary: async (_context, { currency, price }) => ({
    text: "The chain refuses claims of yours below this. It changes nothing about work that you have already.",
    rows: [
      {
        label: `Ask in ${currency.symbol}`,
        value: price > 0n ? formatAmount(price, currency) : "anything",
        strong: true,
      },
      { label: "Cost", value: "the network fee only" },
    ],
  }),
  step: ({ currency, price }) =>
    `Ask ${price > 0n ? `for ${formatAmount(price, currency)}` : `nothing in ${currency.symbol}`}`,
  call: (clients, { provider, currency, price }) => setAsk(clients, { provider, currency: currency.id, price }),
  outcome: "Your price is announced.",
});

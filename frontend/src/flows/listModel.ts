import { listModel, modelMarketAbi } from "@blacktail/sdk";
import { z } from "zod";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { same } from "../lib/same.ts";
import { amountField } from "./amountField.ts";
import { currencyField } from "./currencyField.ts";
import { confirmed } from "./steps/confirmed.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

/** Offers a model at a fixed price, or changes its price. */
export const listModelFlow: Flow<{ tokenId: bigint; currency: Currency; price: bigint }> = {
  id: "list-model",
  title: "List for sale",
  schema: (config) => z.object({ tokenId: tokenIdField, currency: currencyField(config), price: amountField }),
  fields: [
    { name: "currency", label: "Currency", kind: "currency", hint: "Sales in $BLACK pay half the fee." },
    { name: "price", label: "Price", kind: "amount", hint: "What the buyer pays. Fee and royalty come out of it." },
  ],
  defaults: { currency: "ETH", price: "" },
  summary: async ({ publicClient, addresses }, { tokenId, currency, price }) => {
    const [toSeller, fee, royalty] = await publicClient.readContract({
      address: addresses.ModelMarket,
      abi: modelMarketAbi,
      functionName: "quote",
      args: [tokenId, currency.id, price],
    });
    return {
      text: "The model stays yours until somebody pays the price. The listing dies when the model changes hands.",
      rows: [
        { label: "Price", value: formatAmount(price, currency), strong: true },
        { label: "Fee", value: formatAmount(fee, currency) },
        { label: "Royalty to its creator", value: formatAmount(royalty, currency) },
        { label: "You receive", value: formatAmount(toSeller, currency), strong: true },
      ],
    };
  },
  steps: (_context, { tokenId, currency, price }) => [
    {
      id: "list",
      name: `Let the market transfer this model when it is bought, and list it at ${formatAmount(price, currency)}`,
      signs: 2,
      verify: async ({ publicClient, addresses, account }) => {
        const [seller, listedCurrency, listedPrice] = await publicClient.readContract({
          address: addresses.ModelMarket,
          abi: modelMarketAbi,
          functionName: "listingOf",
          args: [tokenId],
        });
        return same(seller, account) && listedCurrency === currency.id && listedPrice === price ? {} : undefined;
      },
      commit: async ({ clients }) => confirmed(await listModel(clients, { tokenId, currency: currency.id, price })),
    },
  ],
  outcome: ({ tokenId, currency, price }) => ({
    text: `Listed at ${formatAmount(price, currency)}.`,
    to: `/models/${tokenId}`,
    label: "See the model",
  }),
};

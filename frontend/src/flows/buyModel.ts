import { buyModel, modelMarketAbi } from "@blacktail/sdk";
import { z } from "zod";
import { type Currency, ETH } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { currencyField } from "./currencyField.ts";
import { approveStep } from "./steps/approveStep.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsRow, creditsStep } from "./steps/creditsStep.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";
import { weiField } from "./weiField.ts";

type Input = { tokenId: bigint; currency: Currency; price: bigint };

const paysFromWallet = (currency: Currency) => currency.id === ETH.id;

/** Buys a listed model at exactly the terms that were shown: ETH from the wallet, $BLACK from credits. */
export const buyModelFlow: Flow<Input> = {
  id: "buy-model",
  title: "Buy model",
  schema: (config) => z.object({ tokenId: tokenIdField, currency: currencyField(config), price: weiField }),
  summary: async (context, { tokenId, currency, price }) => {
    const [toSeller, fee, royalty] = await context.publicClient.readContract({
      address: context.addresses.ModelMarket,
      abi: modelMarketAbi,
      functionName: "quote",
      args: [tokenId, currency.id, price],
    });
    return {
      text: "The model becomes yours in the same transaction that pays for it. If its price has changed by then, nothing happens.",
      rows: [
        { label: "You pay", value: formatAmount(price, currency), strong: true },
        paysFromWallet(currency)
          ? { label: "Paid from", value: "your wallet" }
          : await creditsRow(context, currency, price),
        { label: "To the seller", value: formatAmount(toSeller, currency) },
        { label: "Royalty to its creator", value: formatAmount(royalty, currency) },
        { label: "Fee", value: formatAmount(fee, currency) },
      ],
    };
  },
  steps: ({ addresses }, { tokenId, currency, price }) => [
    ...(paysFromWallet(currency)
      ? []
      : [creditsStep(currency, price), approveStep(addresses.ModelMarket, "the market")]),
    {
      id: "buy",
      name: `Buy for ${formatAmount(price, currency)}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await buyModel(clients, { tokenId, currency: currency.id, price })),
    },
  ],
  outcome: ({ tokenId }) => ({ text: "The model is yours.", to: `/models/${tokenId}`, label: "See the model" }),
};

import { buyLicence, licencesAbi } from "@blacktail/sdk";
import { z } from "zod";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { durationWords } from "../licence/durationWords.ts";
import { currencyField } from "./currencyField.ts";
import { approveStep } from "./steps/approveStep.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsRow, creditsStep } from "./steps/creditsStep.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";
import { weiField } from "./weiField.ts";

type Input = { tokenId: bigint; currency: Currency; price: bigint /** Seconds; 0 is for ever. */; duration: number };

/** Buys a licence of a model at exactly the terms that were shown. */
export const buyLicenceFlow: Flow<Input> = {
  id: "buy-licence",
  title: "Buy a licence",
  schema: (config) =>
    z.object({
      tokenId: tokenIdField,
      currency: currencyField(config),
      price: weiField,
      duration: z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    }),
  summary: async (context, { tokenId, currency, price, duration }) => {
    const [[toOwner, fee, royalty], paidFrom] = await Promise.all([
      context.publicClient.readContract({
        address: context.addresses.Licences,
        abi: licencesAbi,
        functionName: "quote",
        args: [tokenId, currency.id, price],
      }),
      creditsRow(context, currency, price),
    ]);
    return {
      text: "Jobs of yours then use the model for nothing beside their budget, all its versions, whoever owns it later. One that you have already is prolonged. If the price or the time has changed by then, nothing happens.",
      rows: [
        { label: "You pay", value: formatAmount(price, currency), strong: true },
        { label: "It lasts", value: durationWords(duration), strong: true },
        paidFrom,
        { label: "To the owner", value: formatAmount(toOwner, currency) },
        { label: "Royalty to the creator", value: formatAmount(royalty, currency) },
        { label: "Fee", value: formatAmount(fee, currency) },
      ],
    };
  },
  steps: ({ addresses }, { tokenId, currency, price, duration }) => [
    creditsStep(currency, price),
    approveStep(addresses.Licences, "the licences’ contract"),
    {
      id: "buy",
      name: `Buy a licence for ${formatAmount(price, currency)}`,
      signs: 1,
      commit: async ({ clients }) =>
        confirmed(await buyLicence(clients, { modelId: tokenId, currency: currency.id, maxPrice: price, duration })),
    },
  ],
  outcome: () => ({ text: "You hold a licence." }),
};

import { licencesAbi, NOT_FOR_USE, setOffer } from "@blacktail/sdk";
import { z } from "zod";
import type { Currency } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { durationOptions, durationWords } from "../licence/durationWords.ts";
import { currencyField } from "./currencyField.ts";
import { priceField } from "./priceField.ts";
import { confirmed } from "./steps/confirmed.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

type Input = {
  tokenId: bigint;
  currency: Currency;
  /** In the currency's smallest unit; 0 lets everyone use it, `NOT_FOR_USE` nobody without a licence. */
  usePrice: bigint;
  /** In the currency's smallest unit; 0 sells none. */
  licencePrice: bigint;
  /** Seconds; 0 is for ever. */
  duration: number;
};

/** What a model's owner asks for its use in one currency. */
export const setOfferFlow: Flow<Input> = {
  id: "set-offer",
  title: "Price of use",
  schema: (config) =>
    z
      .object({
        tokenId: tokenIdField,
        currency: currencyField(config),
        use: z.enum(["price", "free", "licence"]),
        usePrice: priceField,
        licencePrice: priceField,
        duration: z.enum(durationOptions.map(({ value }) => value)),
      })
      .superRefine(({ use, usePrice, licencePrice }, { addIssue }) => {
        if (use === "price" && usePrice === 0n) {
          addIssue({ code: "custom", path: ["usePrice"], message: "Enter more than 0, or let everyone use it." });
        }
        if (use === "licence" && licencePrice === 0n) {
          const message =
            "Enter more than 0: else nobody could use it in this currency, except whom you give a licence.";
          addIssue({ code: "custom", path: ["licencePrice"], message });
        }
      })
      .transform(({ use, usePrice, duration, ...rest }) => ({
        ...rest,
        usePrice: { price: usePrice, free: 0n, licence: NOT_FOR_USE }[use],
        duration: Number(duration),
      })),
  fields: [
    { name: "currency", label: "Currency", kind: "currency", hint: "Each currency has an offer of its own." },
    {
      name: "use",
      label: "Use by a job",
      kind: "select",
      options: [
        { value: "price", label: "for a price each time" },
        { value: "free", label: "free for everyone" },
        { value: "licence", label: "only with a licence" },
      ],
    },
    { name: "usePrice", label: "Price of one use", kind: "amount", hint: "Counts where each use has a price." },
    { name: "licencePrice", label: "Price of a licence", kind: "amount", hint: "0 sells none." },
    { name: "duration", label: "A licence lasts", kind: "select", options: durationOptions },
  ],
  defaults: { currency: "ETH", use: "price", usePrice: "0", licencePrice: "0", duration: "0" },
  summary: async ({ publicClient, addresses }, { tokenId, currency, usePrice, licencePrice, duration }) => {
    const [, fee, royalty] = await publicClient.readContract({
      address: addresses.Licences,
      abi: licencesAbi,
      functionName: "quote",
      args: [tokenId, currency.id, licencePrice],
    });
    return {
      text: "The offer holds until you change it or the model changes hands. Licences that you sold hold on.",
      rows: [
        { label: "One use", value: useWords(usePrice, currency), strong: true },
        {
          label: "A licence",
          value: licencePrice > 0n ? `${formatAmount(licencePrice, currency)} ${durationWords(duration)}` : "not sold",
          strong: true,
        },
        ...(licencePrice > 0n
          ? [
              { label: "Fee of its price", value: formatAmount(fee, currency) },
              { label: "Royalty to the creator", value: formatAmount(royalty, currency) },
            ]
          : []),
      ],
    };
  },
  steps: (_context, { tokenId, ...offer }) => [
    {
      id: "offer",
      name: `Offer the use in ${offer.currency.symbol}`,
      signs: 1,
      commit: async ({ clients }) =>
        confirmed(await setOffer(clients, { ...offer, modelId: tokenId, currency: offer.currency.id })),
    },
  ],
  outcome: ({ currency }) => ({ text: `Your offer in ${currency.symbol} holds.` }),
};

function useWords(price: bigint, currency: Currency): string {
  if (price === NOT_FOR_USE) return "only with a licence";
  return price > 0n ? formatAmount(price, currency) : "free for everyone";
}

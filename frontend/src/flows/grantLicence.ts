import { FOR_EVER, grantLicence } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { durationOptions, durationWords } from "../licence/durationWords.ts";
import { addressField } from "./addressField.ts";
import { confirmed } from "./steps/confirmed.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

/** Gives a licence for nothing. */
export const grantLicenceFlow: Flow<{
  tokenId: bigint;
  holder: Address /** Seconds; 0 is for ever. */;
  duration: number;
}> = {
  id: "grant-licence",
  title: "Give a licence",
  schema: () =>
    z.object({
      tokenId: tokenIdField,
      holder: addressField,
      duration: z.enum(durationOptions.map(({ value }) => value)).transform(Number),
    }),
  fields: [
    { name: "holder", label: "Who gets it (address)", kind: "text" },
    { name: "duration", label: "It lasts", kind: "select", options: durationOptions },
  ],
  defaults: { holder: "", duration: "0" },
  summary: async (_context, { holder, duration }) => ({
    text: "It cannot be taken back, and outlives a sale of the model. One that lasts longer is kept.",
    rows: [
      { label: "Holder", value: holder, strong: true },
      { label: "It lasts", value: durationWords(duration), strong: true },
      { label: "Cost", value: "the network fee only" },
    ],
  }),
  steps: (_context, { tokenId, holder, duration }) => [
    {
      id: "grant",
      name: `Give a licence ${durationWords(duration)}`,
      signs: 1,
      commit: async ({ clients, publicClient }) => {
        const { timestamp } = await publicClient.getBlock();
        const expires = duration === 0 ? FOR_EVER : timestamp + BigInt(duration);
        return confirmed(await grantLicence(clients, { modelId: tokenId, holder, expires }));
      },
    },
  ],
  outcome: () => ({ text: "The licence is given." }),
};

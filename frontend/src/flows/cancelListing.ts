import { cancelListing } from "@blacktail/sdk";
import { z } from "zod";
import { confirmed } from "./steps/confirmed.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

/** Withdraws a listing. */
export const cancelListingFlow: Flow<{ tokenId: bigint }> = {
  id: "cancel-listing",
  title: "Cancel listing",
  schema: () => z.object({ tokenId: tokenIdField }),
  summary: async () => ({
    text: "The model is no longer for sale. You can list it again at any time.",
    rows: [{ label: "Cost", value: "the network fee only" }],
  }),
  steps: (_context, { tokenId }) => [
    {
      id: "cancel",
      name: "Cancel the listing",
      signs: 1,
      commit: async ({ clients }) => confirmed(await cancelListing(clients, { tokenId })),
    },
  ],
  outcome: () => ({ text: "The model is no longer for sale." }),
};

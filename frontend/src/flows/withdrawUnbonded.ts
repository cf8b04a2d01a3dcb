import { withdrawUnbonded } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { addressField } from "./addressField.ts";
import { confirmed } from "./steps/confirmed.ts";
import { poolOf } from "./steps/poolOf.ts";
import type { Flow } from "./types.ts";

/** Returns unbonded stake as credits. */
export const withdrawUnbondedFlow: Flow<{ provider: Address }> = {
  id: "withdraw-unbonded",
  title: "Withdraw unbonded stake",
  schema: () => z.object({ provider: addressField }),
  summary: async (context, { provider }) => {
    const { mine } = await poolOf(context, provider);
    return {
      text: "What you unbonded, as far as it was not slashed, becomes credits again, which you can withdraw to your wallet.",
      rows: [
        { label: "To your credits", value: formatAmount(mine.leaving, blackOf(context.config)), strong: true },
        { label: "Cost", value: "the network fee only" },
      ],
    };
  },
  steps: (_context, { provider }) => [
    {
      id: "withdraw",
      name: "Withdraw the unbonded stake",
      signs: 1,
      commit: async ({ clients }) => confirmed(await withdrawUnbonded(clients, { provider })),
    },
  ],
  outcome: () => ({ text: "The stake is back in your credits." }),
};

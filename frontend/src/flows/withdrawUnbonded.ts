import { withdrawUnbonded } from "@blacktail/sdk";
import { z } from "zod";
import { confirmed } from "./steps/confirmed.ts";
import type { Flow } from "./types.ts";

/** Returns unbonded stake as credits. */
export const withdrawUnbondedFlow: Flow<Record<string, never>> = {
  id: "withdraw-unbonded",
  title: "Take back unbonded stake",
  schema: () => z.object({}).transform(() => ({})),
  summary: async () => ({
    text: "What you unbonded becomes credits again, which you can withdraw to your wallet.",
    rows: [{ label: "Cost", value: "the network fee only" }],
  }),
  steps: ({ account }) => [
    {
      id: "withdraw",
      name: "Take back the unbonded stake",
      signs: 1,
      commit: async ({ clients }) => confirmed(await withdrawUnbonded(clients, { provider: account })),
    },
  ],
  outcome: () => ({ text: "The stake is back in your credits." }),
};

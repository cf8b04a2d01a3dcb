import { setCommission } from "@blacktail/sdk";
import { z } from "zod";
import { registryRules } from "../chain/registryRules.ts";
import { formatBps } from "../lib/formatBps.ts";
import { callFlow } from "./steps/callFlow.ts";

const percentage = z
  .string({ error: "Enter a percentage." })
  .trim()
  .regex(/^\d{1,2}([.,]\d{1,2})?$/, "Enter a percentage such as 10 or 2.5.")
  .transform((text) => Math.round(Number(text.replace(",", ".")) * 100))
  // As the registry has it; a larger one it refuses.
  .refine((bps) => bps <= 5_000, "At most 50 %.");

/** Changes the provider's part of what others' stake earns. */
export const setCommissionFlow = callFlow<{ commission: number }>({
  id: "set-commission",
  title: "Change commission",
  schema: () => z.object({ commission: percentage }),
  fields: [
    {
      name: "commission",
      label: "Commission",
      kind: "number",
      unit: "%",
      hint: "Your part of each payment, before the rest is divided among all stake on you, your own too. With 0 nobody else can delegate to you.",
    },
  ],
  defaults: { commission: "" },
  summary: async ({ publicClient, config }, { commission }) => {
    const { maxCommissionBps } = await registryRules(publicClient, config.chainId);
    return {
      text:
        commission === 0
          ? "Without a commission nobody else can delegate to you from now on. Who did before stays, and pays you none."
          : "It holds from now on, for all payments that come after, and others may delegate to you. Who does so sees it and may leave.",
      rows: [
        { label: "Commission", value: formatBps(commission), strong: true },
        { label: "The most there is", value: formatBps(maxCommissionBps) },
        { label: "Cost", value: "the network fee only" },
      ],
    };
  },
  step: ({ commission }) => `Set the commission to ${formatBps(commission)}`,
  call: (clients, { commission }) => setCommission(clients, { bps: commission }),
  outcome: "Your commission is changed.",
});

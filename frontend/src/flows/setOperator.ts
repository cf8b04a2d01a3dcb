import { setOperator } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { addressField } from "./addressField.ts";
import { callFlow } from "./steps/callFlow.ts";

/** Hands the provider's work to another hot key. */
export const setOperatorFlow = callFlow<{ operator: Address }>({
  id: "set-operator",
  title: "Change operator",
  schema: () => z.object({ operator: addressField }),
  fields: [
    {
      name: "operator",
      label: "Operator key (address)",
      kind: "text",
      hint: "The hot key of your worker: it claims jobs, signs results and sits on panels, and can never withdraw.",
    },
  ],
  defaults: { operator: "" },
  summary: async (_context, { operator }) => ({
    text: "From now on only this key works for you. What the key before signed and did not submit is void: change it when no job is at work, or its lock is lost.",
    rows: [
      { label: "Operator", value: operator, strong: true },
      { label: "Cost", value: "the network fee only" },
    ],
  }),
  step: () => "Change the operator",
  call: (clients, { operator }) => setOperator(clients, { operator }),
  outcome: "Your worker’s key is changed.",
});

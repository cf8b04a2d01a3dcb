import { setEndpoint } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { addressField } from "./addressField.ts";
import { callFlow } from "./steps/callFlow.ts";

/** What the registry takes. Bytes. */
const MAX_ENDPOINT = 256;

const endpointField = z
  .string()
  .trim()
  .refine(
    (text) => text === "" || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)),
    "Enter an http or https URL, or leave it empty.",
  )
  .refine((text) => new TextEncoder().encode(text).length <= MAX_ENDPOINT, `At most ${MAX_ENDPOINT} bytes.`);

/** Announces where a provider's worker answers. */
export const setEndpointFlow = callFlow<{ provider: Address; endpoint: string }>({
  id: "set-endpoint",
  title: "Change endpoint",
  schema: () => z.object({ provider: addressField, endpoint: endpointField }),
  fields: [
    {
      name: "endpoint",
      label: "Worker’s URL",
      kind: "text",
      hint: "Where your worker reports progress and health, such as https://worker.example. Empty withdraws it.",
    },
  ],
  defaults: { endpoint: "" },
  summary: async (_context, { endpoint }) => ({
    text: "Whoever looks at your jobs asks your worker there how far it is. It is public, and proves nothing.",
    rows: [
      { label: "Endpoint", value: endpoint || "none", strong: true },
      { label: "Cost", value: "the network fee only" },
    ],
  }),
  step: ({ endpoint }) => (endpoint ? "Announce the endpoint" : "Withdraw the endpoint"),
  call: (clients, { provider, endpoint }) => setEndpoint(clients, { provider, endpoint }),
  outcome: "Your endpoint is announced.",
});

import { setCapabilities } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { capabilityOptions, withUnknownBits } from "../staking/capabilityWords.ts";
import { addressField } from "./addressField.ts";
import { callFlow } from "./steps/callFlow.ts";
import { weiField } from "./weiField.ts";

const wordsOf = (bits: bigint) => capabilityOptions.find(({ value }) => value === bits.toString())?.label ?? "CPU only";

/** Changes what a provider says that it can do. `present`: the bits that it announces now. */
export const setCapabilitiesFlow = callFlow<{ provider: Address; capabilities: bigint; present: bigint }>({
  id: "set-capabilities",
  title: "Change capabilities",
  schema: () => z.object({ provider: addressField, capabilities: weiField, present: weiField }),
  fields: [
    {
      name: "capabilities",
      label: "Your machine computes on",
      kind: "select",
      options: capabilityOptions,
      hint: "A running worker announces by itself what it finds; what you choose here holds until its next start.",
    },
  ],
  defaults: { capabilities: "0" },
  summary: async (_context, { capabilities }) => ({
    text: "Jobs that ask for more than this you cannot claim. Announce only what your worker has: a job that it claims and cannot do costs the stake that the job locks.",
    rows: [
      { label: "Capabilities", value: wordsOf(capabilities), strong: true },
      { label: "Cost", value: "the network fee only" },
    ],
  }),
  step: ({ capabilities }) => `Announce: ${wordsOf(capabilities)}`,
  call: (clients, { provider, capabilities, present }) =>
    setCapabilities(clients, { provider, capabilities: withUnknownBits(capabilities, present) }),
  outcome: "Your capabilities are announced.",
});

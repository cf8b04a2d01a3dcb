import { cancelUnbond } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { addressField } from "./addressField.ts";
import { callFlow } from "./steps/callFlow.ts";
import { poolOf } from "./steps/poolOf.ts";

/** Puts stake that is leaving back to work. */
export const cancelUnbondFlow = callFlow<{ provider: Address }>({
  id: "cancel-unbond",
  title: "Put it back to work",
  schema: () => z.object({ provider: addressField }),
  summary: async (context, { provider }) => {
    const { mine } = await poolOf(context, provider);
    const black = blackOf(context.config);
    return {
      text: "What is leaving works and earns again, and may be locked and slashed as before. To get it back you ask anew, and wait anew. It counts for tickets like new stake.",
      rows: [
        { label: "Back to work", value: formatAmount(mine.leaving, black), strong: true },
        { label: "May be slashed", value: "all of it" },
        { label: "Cost", value: "the network fee only" },
      ],
    };
  },
  step: () => "Put the leaving stake back to work",
  call: cancelUnbond,
  outcome: "The stake works again.",
});

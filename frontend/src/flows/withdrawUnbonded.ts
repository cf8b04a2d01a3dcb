import { withdrawUnbonded } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { addressField } from "./addressField.ts";
import { callFlow } from "./steps/callFlow.ts";
import { poolOf } from "./steps/poolOf.ts";

/** Returns unbonded stake as credits. */
export const withdrawUnbondedFlow = callFlow<{ provider: Address }>({
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
  step: () => "Withdraw the unbonded stake",
  call: withdrawUnbonded,
  outcome: "The stake is back in your credits.",
});

import { providerRegistryAbi, requestUnbond } from "@blacktail/sdk";
import { z } from "zod";
import { BLACK_UNIT, blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { formatDuration } from "../lib/time.ts";
import { amountField } from "./amountField.ts";
import { confirmed } from "./steps/confirmed.ts";
import type { Flow } from "./types.ts";

/** Starts the way out for free stake. */
export const requestUnbondFlow: Flow<{ amount: bigint }> = {
  id: "request-unbond",
  title: "Unbond stake",
  schema: () => z.object({ amount: amountField }),
  fields: [
    {
      name: "amount",
      label: "Amount",
      kind: "amount",
      unit: BLACK_UNIT.symbol,
      hint: "Only stake that no open job locks.",
    },
  ],
  defaults: { amount: "" },
  summary: async ({ publicClient, addresses, account, config }, { amount }) => {
    const contract = { address: addresses.ProviderRegistry, abi: providerRegistryAbi } as const;
    const [free, period] = await Promise.all([
      publicClient.readContract({ ...contract, functionName: "freeStake", args: [account] }),
      publicClient.readContract({ ...contract, functionName: "UNBONDING_PERIOD" }),
    ]);
    return {
      text: "This part of your stake stops standing for new jobs. When the time has passed you can withdraw it; a second request restarts the clock for all of it.",
      rows: [
        { label: "Unbond", value: formatAmount(amount, blackOf(config)), strong: true },
        { label: "Free now", value: formatAmount(free, blackOf(config)) },
        { label: "Withdrawable in", value: formatDuration(Number(period)) },
      ],
    };
  },
  steps: (_context, { amount }) => [
    {
      id: "unbond",
      name: `Unbond ${formatAmount(amount, BLACK_UNIT)}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await requestUnbond(clients, { amount })),
    },
  ],
  outcome: ({ amount }) => ({ text: `${formatAmount(amount, BLACK_UNIT)} are on their way out.` }),
};

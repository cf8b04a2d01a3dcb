import { requestUnbond } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { BLACK_UNIT, blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { formatBps } from "../lib/formatBps.ts";
import { same } from "../lib/same.ts";
import { formatDuration } from "../lib/time.ts";
import { addressField } from "./addressField.ts";
import { amountField } from "./amountField.ts";
import { confirmed } from "./steps/confirmed.ts";
import { poolOf } from "./steps/poolOf.ts";
import type { Flow } from "./types.ts";
import { weiField } from "./weiField.ts";

/** Starts the way out for stake, one's own or delegated. `held`: what works of the account's, $BLACK (wei). */
export const requestUnbondFlow: Flow<{ provider: Address; amount: bigint; held: bigint }> = {
  id: "request-unbond",
  title: "Unbond stake",
  schema: () =>
    z
      .object({ provider: addressField, amount: amountField, held: weiField })
      .superRefine(({ amount, held }, { addIssue }) => {
        if (amount <= held) return;
        addIssue({ code: "custom", path: ["amount"], message: `You have ${formatAmount(held, BLACK_UNIT)} here.` });
      }),
  fields: [{ name: "amount", label: "Amount", kind: "amount", unit: BLACK_UNIT.symbol }],
  defaults: { amount: "" },
  summary: async (context, { provider, amount }) => {
    const black = blackOf(context.config);
    const { pool, mine, rules } = await poolOf(context, provider);
    const own = same(provider, context.account);
    return {
      text: `It stops working and earning now, and can be withdrawn when the time has passed and no work that began before still needs it. Until you withdraw it is slashed like the rest.${mine.leaving > 0n ? " What is leaving already joins it: the clock begins anew for all." : ""}${own ? ` With less than ${formatBps(rules.minOwnBps)} of the active stake your own, your provider takes no new work.` : ""}`,
      rows: [
        { label: "Unbond", value: formatAmount(amount, black), strong: true },
        { label: "May still be slashed", value: `up to ${formatAmount(amount, black)}, until withdrawn` },
        { label: "Leaving already", value: formatAmount(mine.leaving, black) },
        { label: "Locked by open work now", value: formatAmount(pool.locked, black) },
        { label: "Withdrawable in", value: formatDuration(rules.unbondingPeriod) },
      ],
    };
  },
  steps: (_context, { provider, amount }) => [
    {
      id: "unbond",
      name: `Unbond ${formatAmount(amount, BLACK_UNIT)}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await requestUnbond(clients, { provider, amount })),
    },
  ],
  outcome: ({ amount }) => ({ text: `${formatAmount(amount, BLACK_UNIT)} are on their way out.` }),
};

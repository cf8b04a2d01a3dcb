import { delegate } from "@blacktail/sdk";
import type { Address } from "viem";
import { z } from "zod";
import { BLACK_UNIT, blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { formatBps } from "../lib/formatBps.ts";
import { short } from "../lib/short.ts";
import { formatDuration } from "../lib/time.ts";
import { addressField } from "./addressField.ts";
import { amountField } from "./amountField.ts";
import { approveStep } from "./steps/approveStep.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsRow, creditsStep } from "./steps/creditsStep.ts";
import { poolOf } from "./steps/poolOf.ts";
import type { Flow } from "./types.ts";
import { weiField } from "./weiField.ts";

/** Stakes $BLACK on another’s provider. `room`: what the provider's own stake allows others to add, $BLACK (wei). */
export const delegateFlow: Flow<{ provider: Address; amount: bigint; room: bigint }> = {
  id: "delegate",
  title: "Delegate $BLACK",
  schema: () =>
    z
      .object({ provider: addressField, amount: amountField, room: weiField })
      .superRefine(({ amount, room }, { addIssue }) => {
        if (amount <= room) return;
        const message =
          room > 0n
            ? `This provider’s own stake allows at most ${formatAmount(room, BLACK_UNIT)} more.`
            : "This provider takes no more stake of others.";
        addIssue({ code: "custom", path: ["amount"], message });
      }),
  fields: [
    {
      name: "amount",
      label: "Amount",
      kind: "amount",
      unit: BLACK_UNIT.symbol,
      hint: "You share what the provider earns, and what it loses: all of this may be slashed.",
    },
  ],
  defaults: { amount: "" },
  summary: async (context, { provider, amount }) => {
    const black = blackOf(context.config);
    const [{ pool, own, rules }, paidFrom] = await Promise.all([
      poolOf(context, provider),
      creditsRow(context, black, amount),
    ]);
    return {
      text: `Your $BLACK joins the stake behind ${short(provider)}. If it delivers nothing in time, or a committee drawn by stake finds its result or its vote wrong, the loss is taken from all stake on it alike: up to all of yours, also while it is on its way out. You choose whom you trust; nothing here insures you.`,
      rows: [
        { label: "Delegate", value: formatAmount(amount, black), strong: true },
        { label: "May be slashed", value: `all of it: up to ${formatAmount(amount, black)}`, strong: true },
        paidFrom,
        { label: "Stake of the provider itself", value: formatAmount(own.active, black) },
        { label: "Locked by open work now", value: formatAmount(pool.locked, black) },
        {
          label: "Its commission",
          value: `${formatBps(pool.commissionBps)} now; it may raise it to ${formatBps(rules.maxCommissionBps)} at any time`,
        },
        { label: "Earns from", value: "work that is claimed after this" },
        { label: "Time to get it back", value: `${formatDuration(rules.unbondingPeriod)} after you ask` },
      ],
    };
  },
  steps: ({ config, addresses }, { provider, amount }) => [
    creditsStep(blackOf(config), amount),
    approveStep(addresses.ProviderRegistry, "the provider registry"),
    {
      id: "delegate",
      name: `Delegate ${formatAmount(amount, BLACK_UNIT)} to ${short(provider)}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await delegate(clients, { provider, amount })),
    },
  ],
  outcome: ({ provider, amount }) => ({
    text: `${formatAmount(amount, BLACK_UNIT)} stand behind ${short(provider)}.`,
    to: "/compute/delegations",
    label: "Your stakes",
  }),
};

import { providerRegistryAbi, stake } from "@blacktail/sdk";
import { type Address, zeroAddress } from "viem";
import { z } from "zod";
import { BLACK_UNIT, blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { formatDuration } from "../lib/time.ts";
import { addressField } from "./addressField.ts";
import { amountField } from "./amountField.ts";
import { orEmpty } from "./orEmpty.ts";
import { approveStep } from "./steps/approveStep.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsRow, creditsStep } from "./steps/creditsStep.ts";
import type { Flow } from "./types.ts";

/** Stakes $BLACK: the first stake registers the account as a provider. */
export const stakeFlow: Flow<{ amount: bigint; operator: Address | undefined }> = {
  id: "stake",
  title: "Stake $BLACK",
  schema: () => z.object({ amount: amountField, operator: orEmpty(addressField) }),
  fields: [
    { name: "amount", label: "Amount", kind: "amount", unit: BLACK_UNIT.symbol },
    {
      name: "operator",
      label: "Operator key (address)",
      kind: "text",
      hint: "The hot key of your worker: it claims jobs and signs results, and can never withdraw. Empty keeps the present one; at the first stake it is this account.",
    },
  ],
  defaults: { amount: "", operator: "" },
  summary: async (context, { amount, operator }) => {
    const black = blackOf(context.config);
    const { publicClient, addresses } = context;
    const unbonding = await publicClient.readContract({
      address: addresses.ProviderRegistry,
      abi: providerRegistryAbi,
      functionName: "UNBONDING_PERIOD",
    });
    return {
      text: "The stake stands behind what your worker does. Each job that it claims and each seat that it takes on a panel locks a part, which is lost if it delivers nothing in time, or if a committee drawn by stake finds its result or its vote wrong.",
      rows: [
        { label: "Stake", value: formatAmount(amount, black), strong: true },
        { label: "May be slashed", value: `all of it: up to ${formatAmount(amount, black)}`, strong: true },
        await creditsRow(context, black, amount),
        { label: "Operator", value: operator ?? "unchanged" },
        { label: "Time to get it back", value: formatDuration(Number(unbonding)) },
      ],
    };
  },
  steps: ({ config, addresses, account }, { amount, operator }) => [
    creditsStep(blackOf(config), amount),
    approveStep(addresses.ProviderRegistry, "the provider registry"),
    {
      id: "stake",
      name: `Stake ${formatAmount(amount, blackOf(config))}`,
      signs: 1,
      commit: async ({ clients, publicClient }) => {
        const present = await publicClient.readContract({
          address: addresses.ProviderRegistry,
          abi: providerRegistryAbi,
          functionName: "operatorOf",
          args: [account],
        });
        // A first stake without an operator of its own makes the account its own operator.
        const chosen = operator ?? (present === zeroAddress ? account : zeroAddress);
        return confirmed(await stake(clients, { amount, operator: chosen }));
      },
    },
  ],
  outcome: ({ amount }) => ({ text: `${formatAmount(amount, BLACK_UNIT)} are at stake.` }),
};

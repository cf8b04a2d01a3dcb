import { challengeJob } from "@blacktail/sdk";
import { z } from "zod";
import { blackOf } from "../chain/currencies.ts";
import { type ChallengeReason, challengeReasonText } from "../job/ChallengeReason.ts";
import { challengeStakes } from "../job/challengeStakes.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { digestOf } from "./resultOf.ts";
import { approveStep } from "./steps/approveStep.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsRow, creditsStep } from "./steps/creditsStep.ts";
import { jobOf } from "./steps/jobTermsRows.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";
import { weiField } from "./weiField.ts";

/** Disputes a result within its window, with a bond. */
export const challengeJobFlow: Flow<{ jobId: bigint; bond: bigint; reason: string }> = {
  id: "challenge-job",
  title: "Challenge result",
  schema: () =>
    z.object({
      jobId: tokenIdField,
      bond: weiField,
      reason: challengeReasonText,
    }),
  fields: [
    {
      name: "reason",
      label: "What is wrong with the result",
      kind: "textarea",
      hint: "Published with the challenge. Referees do the work again; say what they should look at.",
    },
  ],
  defaults: { reason: "" },
  summary: async (context, { jobId, bond }) => {
    const black = blackOf(context.config);
    const [job, paidFrom] = await Promise.all([jobOf(context, jobId), creditsRow(context, black, bond)]);
    const { gain, loss, voidCost } = challengeStakes(job);
    return {
      text: "Your bond goes into escrow until referees have decided: providers drawn by stake who do the work again and vote. That is trust in the majority of a committee, not a proof.",
      rows: [
        { label: "Bond", value: formatAmount(bond, black), strong: true },
        paidFrom,
        { label: "If they find it wrong", value: `your bond and ${formatAmount(gain, black)} of the slashed stake` },
        { label: "If they find it right", value: `you lose ${formatAmount(loss, black)}` },
        {
          label: "If they come to no decision",
          value: `the job ends; your bond, less ${formatAmount(voidCost, black)} that burn`,
        },
      ],
    };
  },
  steps: ({ config, addresses }, { jobId, bond, reason }) => [
    {
      id: "reason",
      name: "Publish the reason",
      signs: 0,
      commit: async ({ storage }) => {
        const document: ChallengeReason = { v: 1, jobId: jobId.toString(), reason };
        return { value: (await storage.putJson(document)).digest };
      },
    },
    creditsStep(blackOf(config), bond),
    approveStep(addresses.JobEscrow, "the job escrow"),
    {
      id: "challenge",
      name: `Challenge the result of job ${jobId}`,
      signs: 1,
      commit: async ({ clients, results }) =>
        confirmed(await challengeJob(clients, { jobId, reason: digestOf(results, "reason") })),
    },
  ],
  outcome: () => ({ text: "The result is disputed. Referees decide next." }),
};

import { challengeJob, getJob } from "@blacktail/sdk";
import { z } from "zod";
import { blackOf } from "../chain/currencies.ts";
import { formatAmount } from "../lib/formatAmount.ts";
import { digestOf } from "./resultOf.ts";
import { approveStep } from "./steps/approveStep.ts";
import { confirmed } from "./steps/confirmed.ts";
import { creditsRow, creditsStep } from "./steps/creditsStep.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

const wei = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => BigInt(text));

/** Disputes a result within its window, with a bond. */
export const challengeJobFlow: Flow<{ jobId: bigint; bond: bigint; reason: string }> = {
  id: "challenge-job",
  title: "Challenge result",
  schema: () =>
    z.object({
      jobId: tokenIdField,
      bond: wei,
      reason: z.string().trim().min(10, "Say in a sentence what is wrong.").max(4_000, "At most 4,000 characters."),
    }),
  fields: [
    {
      name: "reason",
      label: "What is wrong with the result",
      kind: "textarea",
      hint: "Published with the challenge, for the arbiter to read.",
    },
  ],
  defaults: { reason: "" },
  summary: async (context, { bond }) => ({
    text: "Your bond goes into escrow until the arbiter has ruled. If the result is wrong you get it back and a part of the provider’s stake; if it stands, the provider gets your bond.",
    rows: [
      { label: "Bond", value: formatAmount(bond, blackOf(context.config)), strong: true },
      await creditsRow(context, blackOf(context.config), bond),
    ],
  }),
  steps: ({ config, addresses }, { jobId, bond, reason }) => [
    {
      id: "reason",
      name: "Publish the reason",
      signs: 0,
      commit: async ({ storage }) => ({
        value: (await storage.putJson({ v: 1, jobId: jobId.toString(), reason })).digest,
      }),
    },
    creditsStep(blackOf(config), bond),
    approveStep(addresses.JobEscrow, "the job escrow"),
    {
      id: "challenge",
      name: `Challenge the result of job ${jobId}`,
      signs: 1,
      commit: async ({ clients, publicClient, results }) => {
        const job = await getJob(publicClient, {
          escrow: addresses.JobEscrow,
          jobId,
          fromBlock: BigInt(addresses.startBlock),
        });
        return confirmed(await challengeJob(clients, { jobId, job, reason: digestOf(results, "reason") }));
      },
    },
  ],
  outcome: () => ({ text: "The result is disputed. The arbiter rules next." }),
};

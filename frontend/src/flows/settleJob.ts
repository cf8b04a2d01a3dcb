import { settleJob } from "@blacktail/sdk";
import { z } from "zod";
import { confirmed } from "./steps/confirmed.ts";
import { jobTermsRows } from "./steps/jobTermsRows.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

/** Pays for a result: its requester at once, anyone after the challenge window. */
export const settleJobFlow: Flow<{ jobId: bigint }> = {
  id: "settle-job",
  title: "Accept result",
  schema: () => z.object({ jobId: tokenIdField }),
  summary: async (context, { jobId }) => ({
    text: "The escrow pays the provider, the fee, and the royalty if a model was used. This is final.",
    rows: await jobTermsRows(context, jobId),
  }),
  steps: (_context, { jobId }) => [
    {
      id: "settle-job",
      name: `Settle job ${jobId}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await settleJob(clients, { jobId })),
    },
  ],
  outcome: () => ({ text: "The job is done and paid." }),
};

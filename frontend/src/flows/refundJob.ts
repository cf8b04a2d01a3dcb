import { refundJob } from "@blacktail/sdk";
import { z } from "zod";
import { confirmed } from "./steps/confirmed.ts";
import { jobTermsRows } from "./steps/jobTermsRows.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

/** Returns the price of a job that nobody claimed in time. */
export const refundJobFlow: Flow<{ jobId: bigint }> = {
  id: "refund-job",
  title: "Refund job",
  schema: () => z.object({ jobId: tokenIdField }),
  summary: async (context, { jobId }) => ({
    text: "Nobody claimed the job in time. Its whole price returns to the requester’s credits; anyone may do this.",
    rows: await jobTermsRows(context, jobId),
  }),
  steps: (_context, { jobId }) => [
    {
      id: "refund-job",
      name: `Refund job ${jobId}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await refundJob(clients, { jobId })),
    },
  ],
  outcome: () => ({ text: "The price is back in the requester’s credits." }),
};

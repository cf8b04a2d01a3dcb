import { cancelJob } from "@blacktail/sdk";
import { z } from "zod";
import { confirmed } from "./steps/confirmed.ts";
import { jobTermsRows } from "./steps/jobTermsRows.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

/** The requester takes an open job back. */
export const cancelJobFlow: Flow<{ jobId: bigint }> = {
  id: "cancel-job",
  title: "Cancel job",
  schema: () => z.object({ jobId: tokenIdField }),
  summary: async (context, { jobId }) => ({
    text: "The job is withdrawn before anybody claimed it, and its whole price returns to your credits.",
    rows: await jobTermsRows(context, jobId),
  }),
  steps: (_context, { jobId }) => [
    {
      id: "cancel-job",
      name: `Cancel job ${jobId}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await cancelJob(clients, { jobId })),
    },
  ],
  outcome: () => ({ text: "The job is cancelled; its price is back in your credits." }),
};

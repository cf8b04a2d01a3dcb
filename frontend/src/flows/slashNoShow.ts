import { slashNoShow } from "@blacktail/sdk";
import { z } from "zod";
import { confirmed } from "./steps/confirmed.ts";
import { jobTermsRows } from "./steps/jobTermsRows.ts";
import { tokenIdField } from "./tokenIdField.ts";
import type { Flow } from "./types.ts";

/** Slashes the locked stake of a provider that delivered nothing in time: a quarter to the requester, the rest burned. */
export const slashNoShowFlow: Flow<{ jobId: bigint }> = {
  id: "slash-no-show",
  title: "Slash no-show",
  schema: () => z.object({ jobId: tokenIdField }),
  summary: async (context, { jobId }) => ({
    text: "The provider let its work period pass without a result. A quarter of the stake it locked goes to the requester, the rest is burned, and the job opens again or is refunded.",
    rows: await jobTermsRows(context, jobId),
  }),
  steps: (_context, { jobId }) => [
    {
      id: "slash-no-show",
      name: `Slash the no-show of job ${jobId}`,
      signs: 1,
      commit: async ({ clients }) => confirmed(await slashNoShow(clients, { jobId })),
    },
  ],
  outcome: () => ({
    text: "The provider’s locked stake was slashed: a quarter went to the requester, the rest was burned.",
  }),
};

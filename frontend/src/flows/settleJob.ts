import { settleJob, stageCount, stagePrice } from "@blacktail/sdk";
import { formatAmount } from "../lib/formatAmount.ts";
import { jobCallFlow } from "./steps/jobCallFlow.ts";
import { currencyOfJob } from "./steps/jobTermsRows.ts";

/** Pays for a result: its requester at once, anyone after the challenge window. */
export const settleJobFlow = jobCallFlow({
  id: "settle-job",
  title: "Accept result",
  step: (jobId) => `Settle job ${jobId}`,
  text: ({ terms, stage }) =>
    stage + 1 < stageCount(terms)
      ? "The escrow pays for this stage, and the next one opens: it goes on from this result. The payment is final, and nobody can challenge the result any more."
      : `The escrow pays the last stage and its fee${terms.usePrice > 0n ? ", and the owner of the model for its use" : ""}. This is final: nobody can challenge the result any more.`,
  rows: (context, job) => [
    {
      label: "Paid now, fee included",
      value: formatAmount(stagePrice(job.terms, job.stage), currencyOfJob(context, job)),
    },
  ],
  call: settleJob,
  outcome: "The result is accepted and paid.",
});

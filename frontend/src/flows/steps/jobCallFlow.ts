import type { Clients, Job, Sent } from "@blacktail/sdk";
import { z } from "zod";
import { tokenIdField } from "../tokenIdField.ts";
import type { Flow, FlowContext, Summary } from "../types.ts";
import { callFlow } from "./callFlow.ts";
import { jobOf, jobTermsRows } from "./jobTermsRows.ts";

type JobCall = {
  id: string;
  title: string;
  /** What the transaction does, in the imperative. */
  step: (jobId: bigint) => string;
  /** What will happen, from the job as the chain has it now. */
  text: (job: Job) => string;
  /** Beside what is still in escrow. */
  rows?: (context: FlowContext, job: Job) => Summary["rows"];
  call: (clients: Clients, args: { jobId: bigint }) => Promise<Sent>;
  outcome: string;
};

/** A flow of one transaction that takes nothing but the job. */
export function jobCallFlow({ step, text, rows, ...flow }: JobCall): Flow<{ jobId: bigint }> {
  return callFlow({
    ...flow,
    schema: () => z.object({ jobId: tokenIdField }),
    summary: async (context, { jobId }) => {
      const job = await jobOf(context, jobId);
      return { text: text(job), rows: [...jobTermsRows(context, job), ...(rows?.(context, job) ?? [])] };
    },
    step: ({ jobId }) => step(jobId),
  });
}

import { concludeJob } from "@blacktail/sdk";
import { jobCallFlow } from "./steps/jobCallFlow.ts";

/** Carries out what auditors or referees came to. */
export const concludeJobFlow = jobCallFlow({
  id: "conclude-job",
  title: "Carry out the decision",
  step: (jobId) => `Carry out what was decided on job ${jobId}`,
  text: ({ dispute }) =>
    dispute?.panelId === 0n
      ? "The auditors are done. If none of them found anything the window to challenge goes on; if one did, referees decide."
      : "The referees are done. The escrow pays and slashes as the majority of this committee decided, or, if it came to no decision, ends the job and gives the money back, but for a small part of a challenger’s bond that burns.",
  call: concludeJob,
  outcome: "The decision is carried out.",
});

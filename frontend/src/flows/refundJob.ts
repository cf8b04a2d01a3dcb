import { refundJob } from "@blacktail/sdk";
import { jobCallFlow } from "./steps/jobCallFlow.ts";

/** Returns what is left of a job whose stage nobody claimed in time. */
export const refundJobFlow = jobCallFlow({
  id: "refund-job",
  title: "Refund job",
  step: (jobId) => `Refund job ${jobId}`,
  text: ({ replicas }) =>
    `${replicas.length === 0 ? "Nobody claimed the stage" : "Too few providers claimed the stage"} in time. What is left returns to the requester’s credits${replicas.length === 0 ? "" : ", and the stake of those who did is free again"}; anyone may do this.`,
  call: refundJob,
  outcome: "The money is back in the requester’s credits.",
});

import { cancelJob } from "@blacktail/sdk";
import { jobCallFlow } from "./steps/jobCallFlow.ts";

/** The requester takes an open job back, before its first stage or between two. */
export const cancelJobFlow = jobCallFlow({
  id: "cancel-job",
  title: "Cancel job",
  step: (jobId) => `Cancel job ${jobId}`,
  text: ({ stage }) =>
    stage === 0
      ? "The job is withdrawn before anybody claimed it, and all that is in escrow returns to your credits."
      : `The job ends after ${stage === 1 ? "its first stage" : `${stage} stages`}: what the others would have cost returns to your credits. What is done stays done, and its last checkpoint stays yours.`,
  call: cancelJob,
  outcome: "The job is cancelled; what was left of it is back in your credits.",
});

import { drawAudit } from "@blacktail/sdk";
import { jobCallFlow } from "./steps/jobCallFlow.ts";

/** Sends a result to auditors, where the lot fell on it. */
export const drawAuditFlow = jobCallFlow({
  id: "draw-audit",
  title: "Send to auditors",
  step: (jobId) => `Send the result of job ${jobId} to auditors`,
  text: () =>
    "The lot fell on this result. Auditors, drawn by stake, do the work again and compare; the time to challenge stands still meanwhile. They are paid out of a reserve of fees, whatever they find: it costs you and the requester nothing.",
  call: drawAudit,
  outcome: "Auditors have the result now.",
});

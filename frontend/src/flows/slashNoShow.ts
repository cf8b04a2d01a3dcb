import { slashNoShow } from "@blacktail/sdk";
import { jobCallFlow } from "./steps/jobCallFlow.ts";

/** Slashes the locked stake of providers that delivered nothing in time: a quarter to the requester. */
export const slashNoShowFlow = jobCallFlow({
  id: "slash-no-show",
  title: "Slash no-show",
  step: (jobId) => `Slash the no-show of job ${jobId}`,
  text: ({ terms, attemptsLeft }) => {
    const who =
      terms.replicas === 1
        ? "The provider let its work period pass without a result."
        : `Not every provider committed to a result in time.${attemptsLeft > 0 ? " Those who did keep their place." : ""}`;
    const then = attemptsLeft > 0 ? "the stage opens again" : "what is left of the money returns to the requester";
    return `${who} Of the stake that each absent one locked a quarter goes to the requester, the rest is lost too, and ${then}.`;
  },
  call: slashNoShow,
  outcome: "The locked stake was slashed: a quarter went to the requester.",
});

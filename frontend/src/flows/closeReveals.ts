import { closeReveals } from "@blacktail/sdk";
import { jobCallFlow } from "./steps/jobCallFlow.ts";

/** Ends the time in which several providers show their results: who hid one is slashed, equal ones stand, unequal ones go to referees. */
export const closeRevealsFlow = jobCallFlow({
  id: "close-reveals",
  title: "Close the reveals",
  step: (jobId) => `Close the reveals of job ${jobId}`,
  text: ({ replicas, attemptsLeft }) => {
    const shown = replicas.filter(({ revealed }) => revealed);
    const hidden = replicas.length - shown.length;
    const lost = hidden === 0 ? "" : `${hidden} did not show what they committed to and lose the stake they locked. `;
    if (shown.length === 0) {
      return `${lost}No result is left: ${attemptsLeft > 0 ? "the stage opens again" : "the money returns to the requester"}.`;
    }
    return new Set(shown.map(({ digest }) => digest)).size === 1
      ? `${lost}The results that were shown are equal, so they stand; a window to challenge them begins.`
      : `${lost}The results differ, so referees decide: a committee drawn by stake, whose majority is trusted.`;
  },
  call: closeReveals,
  outcome: "The reveals are closed.",
});

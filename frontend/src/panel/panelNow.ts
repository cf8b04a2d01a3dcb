import { PanelPhase } from "@blacktail/sdk";
import { hasEnded, isDue, type PanelState } from "../job/panelStanding.ts";
import { verdictOf } from "./votes.ts";

export type PanelNow = {
  /** What goes on. */
  title: string;
  text: string;
  /** What the clock runs to; undefined where none runs. */
  until: { at: number; what: string } | undefined;
  /** Whether it is for anyone to move it on. */
  due: boolean;
};

/**
 * Where a panel stands, in words for its page.
 *
 * @param now Unix seconds.
 * @param concluded Whether the escrow has carried out what it came to.
 */
export function panelNow(
  panel: PanelState & { /** Bit i: candidate i is acceptable. */ accepted: number; candidates: number },
  now: number,
  concluded: boolean,
): PanelNow {
  const who = panel.audit ? "auditors" : "referees";
  const due = isDue(panel, now);
  const until = (what: string) => (due ? undefined : { at: panel.deadline, what });
  const again =
    panel.round === 0
      ? "With half of them or fewer it is drawn once more."
      : "It was drawn a second time: with half of them or fewer it ends without a decision.";
  switch (panel.phase) {
    case PanelPhase.Seating:
      return {
        title: due ? "The time to take seats is over" : "Seats are being taken",
        text: `${panel.seated} of ${panel.seats} sit. Tickets drawn by stake decide who may, from the first second to the last. ${again}`,
        until: until("left to take seats"),
        due,
      };
    case PanelPhase.Committing:
      return {
        title: due ? "The time to vote is over" : "Members do the work again",
        text: `${panel.committed} of ${panel.seated} have sealed a vote. Nobody sees one before all are sealed, or the time to vote is over. ${again}`,
        until: until("left to vote"),
        due,
      };
    case PanelPhase.Revealing:
      return {
        title: due ? "The votes are in" : "Members show their votes",
        text: `${panel.revealed} of ${panel.committed} are shown. Who does not show what it sealed loses a part of its stake.`,
        until: until("left to show votes"),
        due,
      };
    default: {
      const decided = panel.phase === PanelPhase.Decided;
      const carried = concluded ? "It is carried out." : "Anyone may have the job’s escrow carry it out.";
      return {
        title: decided ? `The ${who} find ${found(panel)}` : `The ${who} came to no decision`,
        text: `${decided ? "More than half of the seats voted, and their majority counts." : "Too few voted, or their votes were equal."} ${carried}`,
        until: undefined,
        due: hasEnded(panel) && !concluded,
      };
    }
  }
}

function found({ accepted, candidates }: { accepted: number; candidates: number }): string {
  const { text } = verdictOf(accepted, candidates);
  return candidates === 1 ? `the result ${text}` : text;
}

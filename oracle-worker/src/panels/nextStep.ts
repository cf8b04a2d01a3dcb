import { PanelPhase } from "@blacktail/sdk";
import type { Address } from "viem";
import { type PanelState, seatOf } from "./panelState.ts";

/** What may be done about a panel: take a seat, do the work again and decide on a vote, commit to it, show it, move the panel on. */
export type PanelStep = "sit" | "decide" | "commit" | "reveal" | "advance";

/**
 * What is next for a provider on a panel, whether or not it is this one's turn or wish. Pure.
 *
 * @param now The chain's time, unix seconds.
 * @param hasBallot Whether the vote of this provider is decided.
 */
export function nextStep(
  panel: PanelState,
  provider: Address,
  { now, hasBallot }: { now: number; hasBallot: boolean },
): PanelStep | undefined {
  const { phase, deadline, revealed, committed } = panel;
  if (phase >= PanelPhase.Decided) return undefined;
  if (phase === PanelPhase.Revealing && revealed === committed) return "advance";
  if (now > Number(deadline)) return "advance";
  const seat = seatOf(panel, provider);
  if (phase === PanelPhase.Seating) return seat === undefined ? "sit" : undefined;
  if (seat === undefined) return undefined;
  if (phase === PanelPhase.Committing) return seat.committed ? undefined : hasBallot ? "commit" : "decide";
  return seat.committed && seat.vote === undefined && hasBallot ? "reveal" : undefined;
}

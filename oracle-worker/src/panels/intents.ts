import { refereesAbi, voteCommitment } from "@blacktail/sdk";
import type { Address } from "viem";
import type { Intent } from "../outbox/outbox.ts";
import type { Ballot } from "./ballots.ts";
import type { PanelState } from "./panelState.ts";

/** A vote has a stake behind it, a seat may be taken by others, the rest can wait. */
const URGENCY = { bound: 3, seat: 2, upkeep: 1 } as const;

/** Names what a panel waits for at this moment, the same over restarts. */
export function momentOf({ panelId, round, phase, deadline }: PanelState): string {
  return `${panelId}:${round}:${phase}:${deadline}`;
}

function intentOf(
  referees: Address,
  panel: PanelState,
  functionName: "sit" | "commit" | "reveal" | "advance",
  urgency: number,
  rest: readonly unknown[] = [],
): Intent {
  const key = `${functionName}Panel:${momentOf(panel)}`;
  return { key, address: referees, abi: refereesAbi, functionName, args: [panel.panelId, ...rest], urgency };
}

export function sitIntent(referees: Address, panel: PanelState, provider: Address): Intent {
  return intentOf(referees, panel, "sit", URGENCY.seat, [provider, panel.parties]);
}

export function commitVoteIntent(referees: Address, panel: PanelState, ballot: Ballot): Intent {
  const commitment = voteCommitment({ ...ballot, panelId: panel.panelId });
  return intentOf(referees, panel, "commit", URGENCY.bound, [ballot.member, commitment]);
}

export function revealVoteIntent(referees: Address, panel: PanelState, ballot: Ballot): Intent {
  const { member, vote, reason, salt } = ballot;
  return intentOf(referees, panel, "reveal", URGENCY.bound, [member, vote, reason, salt]);
}

export function advanceIntent(referees: Address, panel: PanelState): Intent {
  return intentOf(referees, panel, "advance", URGENCY.upkeep);
}

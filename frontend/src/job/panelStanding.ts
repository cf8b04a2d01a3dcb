import { type Panel, PanelPhase } from "@blacktail/sdk";

/** What of a panel decides what can be done about its job. */
export type PanelState = Pick<Panel, "phase" | "audit" | "seats" | "seated" | "committed" | "revealed" | "round"> & {
  /** Unix seconds: the last at which its phase's own action is due; 0 when it has ended. */
  deadline: number;
};

export const hasEnded = ({ phase }: PanelState): boolean => phase === PanelPhase.Decided || phase === PanelPhase.Void;

/** Whether anyone may move the panel on: its phase is late, or all that committed have shown their votes. */
export function isDue(panel: PanelState, now: number): boolean {
  if (hasEnded(panel)) return false;
  const allShown = panel.phase === PanelPhase.Revealing && panel.revealed === panel.committed;
  return allShown || now > panel.deadline;
}

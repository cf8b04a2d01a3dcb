import { PanelPhase } from "@blacktail/sdk";
import type { ListedPanel } from "../../data/panels.ts";
import { verdictOf } from "../../panel/votes.ts";
import { Badge } from "../../ui/Badge.tsx";

/** A panel's phase, or its outcome. */
export function PhaseBadge({ panel }: { panel: Pick<ListedPanel, "phase" | "accepted" | "candidates"> }) {
  switch (panel.phase) {
    case PanelPhase.Seating:
      return <Badge tone="accent">seats are taken</Badge>;
    case PanelPhase.Committing:
      return <Badge tone="accent">at work</Badge>;
    case PanelPhase.Revealing:
      return <Badge tone="accent">votes are shown</Badge>;
    case PanelPhase.Decided:
      return <VerdictBadge vote={panel.accepted} candidates={panel.candidates} />;
    default:
      return <Badge>no decision</Badge>;
  }
}

/** A vote or an outcome. */
export function VerdictBadge({ vote, candidates }: { vote: number; candidates: number }) {
  const { text, right } = verdictOf(vote, candidates);
  return <Badge tone={right === 0 ? "bad" : "good"}>{text}</Badge>;
}

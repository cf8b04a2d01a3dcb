import { PanelPhase } from "@blacktail/sdk";
import type { Hex } from "viem";
import type { PanelDetail } from "../../data/panels.ts";
import { same } from "../../lib/same.ts";
import { formatRelative } from "../../lib/time.ts";
import { useNow } from "../../lib/useNow.ts";
import { usePanelStanding } from "../../panel/usePanelStanding.ts";
import { ProviderNote } from "../../ui/NowPanel.tsx";

/** What the panel is to a provider that looks at it. */
export function MemberNote({ panel, provider }: { panel: PanelDetail; provider: Hex }) {
  const now = useNow();
  const standing = usePanelStanding(panel, provider);
  const seat = panel.members.findLast(({ member }) => same(member, provider));
  const text = noteOf();
  return text && <ProviderNote text={text} />;

  function noteOf(): string | undefined {
    if (seat?.state === "Seated")
      return "you sit. Your worker must seal a vote before the time above is over, or a part of its lock is slashed.";
    if (seat?.state === "Committed")
      return "your vote is sealed. Your worker must show it in time, or a part of its lock is slashed.";
    if (seat?.state === "Revealed") return "your vote is shown.";
    if (panel.phase !== PanelPhase.Seating) return undefined;
    if (panel.parties.some((party) => same(party, provider))) return "you are a party to this job, so you cannot sit.";
    if (!standing) return undefined;
    if (!standing.refusal) return "your ticket is drawn. A running worker takes the seat by itself.";
    if (standing.refusal.code !== "Referees_NotDrawn") return `you cannot sit. ${standing.refusal.message}`;
    return standing.opensAt === undefined
      ? "your ticket does not come up in this draw, unless your free stake grows."
      : `your ticket comes up ${formatRelative(standing.opensAt, now)}, if a seat is left then.`;
  }
}

import { PanelPhase } from "@blacktail/sdk";
import type { PanelDetail } from "../../data/panels.ts";
import { useProviderOf } from "../../data/providerOf.ts";
import { advancePanelFlow } from "../../flows/advancePanel.ts";
import { concludeJobFlow } from "../../flows/concludeJob.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { hasEnded } from "../../job/panelStanding.ts";
import { useNow } from "../../lib/useNow.ts";
import { panelNow } from "../../panel/panelNow.ts";
import { NowAction, NowActions, NowPanel } from "../../ui/NowPanel.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { MemberNote } from "./MemberNote.tsx";
import { PhaseBadge } from "./PhaseBadge.tsx";

/** Where the panel stands, how long that lasts, and what this account can do about it. */
export function PanelNow({ panel }: { panel: PanelDetail }) {
  const open = useFlow();
  const now = useNow();
  const { address } = useWallet();
  const provider = useProviderOf(address);
  const next = panelNow(panel, now, !waitsForEscrow(panel));
  const ended = hasEnded(panel);
  return (
    <NowPanel isOver={ended} badge={<PhaseBadge panel={panel} />} {...next}>
      {next.due && (
        <NowActions>
          {ended ? (
            <NowAction
              label="Carry out the decision"
              why={`Anyone may: the ${panel.audit ? "auditors" : "referees"} are done.`}
              primary
              onClick={() => open(concludeJobFlow, { jobId: panel.job.id })}
            />
          ) : (
            <NowAction
              label="Move the panel on"
              why="Anyone may: this phase is over."
              primary
              onClick={() => open(advancePanelFlow, { panelId: panel.id })}
            />
          )}
        </NowActions>
      )}
      {!ended && (
        <p className="border-t border-line pt-4 text-sm text-muted">
          Sitting and voting are the worker’s: a running worker takes the seat that its ticket gives, does the work
          again, seals its vote and shows it. There is nothing to sign here for that.
          {panel.phase !== PanelPhase.Seating && " Nobody can join any more."}
        </p>
      )}
      {provider && <MemberNote panel={panel} provider={provider} />}
    </NowPanel>
  );
}

/** Whether the panel has ended and the escrow has not yet carried out what it came to. */
function waitsForEscrow({ id, job, dispute, ...panel }: PanelDetail): boolean {
  if (!hasEnded(panel) || dispute === null || dispute.closedAt !== null) return false;
  const current = dispute.panel?.id ?? dispute.audit?.id;
  return current === id && (job.status === "Audited" || job.status === "Disputed");
}

import { PanelPhase } from "@blacktail/sdk";
import type { PanelDetail } from "../../data/panels.ts";
import { useProviderOf } from "../../data/providerOf.ts";
import { advancePanelFlow } from "../../flows/advancePanel.ts";
import { concludeJobFlow } from "../../flows/concludeJob.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { hasEnded } from "../../job/panelStanding.ts";
import { cx } from "../../lib/cx.ts";
import { useNow } from "../../lib/useNow.ts";
import { panelNow } from "../../panel/panelNow.ts";
import { Button } from "../../ui/Button.tsx";
import { Countdown } from "../../ui/Countdown.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { MemberNote } from "./MemberNote.tsx";
import { PhaseBadge } from "./PhaseBadge.tsx";

/** Where the panel stands, how long that lasts, and what this account can do about it. */
export function PanelNow({ panel }: { panel: PanelDetail }) {
  const open = useFlow();
  const now = useNow();
  const { address } = useWallet();
  const provider = useProviderOf(address);
  const waits = waitsForEscrow(panel);
  const { title, text, until, due } = panelNow(panel, now, !waits);
  const who = panel.audit ? "auditors" : "referees";
  return (
    <section aria-labelledby="now" className={cx("panel grid gap-5 p-5 sm:p-6", due && "border-accent")}>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
        <div className="min-w-0 flex-1 basis-72" aria-live="polite">
          <p className="flex items-center gap-2.5">
            <span className="eyebrow">{hasEnded(panel) ? "Outcome" : "Now"}</span> <PhaseBadge panel={panel} />
          </p>
          <h2 id="now" className="mt-2 text-2xl">
            {title}
          </h2>
          <p className="mt-2 max-w-prose text-muted">{text}</p>
        </div>
        {until && (
          <p className="grid sm:justify-items-end">
            <Countdown at={until.at} />
            <span className="text-sm text-muted">{until.what}</span>
          </p>
        )}
      </div>
      {due && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line pt-5">
          {hasEnded(panel) ? (
            <Button onClick={() => open(concludeJobFlow, { jobId: panel.job.id })}>Carry out the decision</Button>
          ) : (
            <Button onClick={() => open(advancePanelFlow, { panelId: panel.id })}>Move the panel on</Button>
          )}
          <span className="min-w-0 flex-1 basis-56 text-sm text-muted">
            {hasEnded(panel) ? `Anyone may: the ${who} are done.` : "Anyone may: this phase is over."}
          </span>
        </div>
      )}
      {!hasEnded(panel) && (
        <p className="border-t border-line pt-4 text-sm text-muted">
          Sitting and voting are the worker’s: a running worker takes the seat that its ticket gives, does the work
          again, seals its vote and shows it. There is nothing to sign here for that.
          {panel.phase !== PanelPhase.Seating && " Nobody can join any more."}
        </p>
      )}
      {provider && <MemberNote panel={panel} provider={provider} />}
    </section>
  );
}

/** Whether the panel has ended and the escrow has not yet carried out what it came to. */
function waitsForEscrow({ id, job, dispute, ...panel }: PanelDetail): boolean {
  if (!hasEnded(panel) || dispute === null || dispute.closedAt !== null) return false;
  const current = dispute.panel?.id ?? dispute.audit?.id;
  return current === id && (job.status === "Audited" || job.status === "Disputed");
}

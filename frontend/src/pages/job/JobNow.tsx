import { isFinal } from "@blacktail/sdk";
import type { JobDetail } from "../../data/jobDetail.ts";
import { useProviderOf } from "../../data/providerOf.ts";
import { advancePanelFlow } from "../../flows/advancePanel.ts";
import { cancelJobFlow } from "../../flows/cancelJob.ts";
import { challengeJobFlow } from "../../flows/challengeJob.ts";
import { closeRevealsFlow } from "../../flows/closeReveals.ts";
import { concludeJobFlow } from "../../flows/concludeJob.ts";
import { drawAuditFlow } from "../../flows/drawAudit.ts";
import { useFlow } from "../../flows/FlowContext.ts";
import { refundJobFlow } from "../../flows/refundJob.ts";
import { settleJobFlow } from "../../flows/settleJob.ts";
import { slashNoShowFlow } from "../../flows/slashNoShow.ts";
import { actionsOf, type JobActionId } from "../../job/actionsOf.ts";
import { nextOf } from "../../job/nextOf.ts";
import { panelOfJob } from "../../job/panelOfJob.ts";
import { cx } from "../../lib/cx.ts";
import { same } from "../../lib/same.ts";
import { useNow } from "../../lib/useNow.ts";
import { Button } from "../../ui/Button.tsx";
import { Countdown } from "../../ui/Countdown.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { ProviderNote } from "./ProviderNote.tsx";
import { useAuditDrawn } from "./useAuditDrawn.ts";

/** Where the job stands, how long that lasts, and what this account can do about it. */
export function JobNow({ job }: { job: JobDetail }) {
  const now = useNow();
  const { address } = useWallet();
  const provider = useProviderOf(address);
  const drawn = useAuditDrawn(job.id, job.words);
  const panel = panelOfJob(job.dispute);
  const { title, text, until, late } = nextOf(job.words, now, panel);
  const actions = actionsOf(job.words, { viewer: address, now, drawn, panel });
  const isRequester = same(address, job.requester);
  const run = useJobAction(job);
  return (
    <section aria-labelledby="now" className={cx("panel grid gap-5 p-5 sm:p-6", late && "border-accent")}>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4">
        <div className="min-w-0 flex-1 basis-72" aria-live="polite">
          <p className="eyebrow">{isFinal(job.words.status) ? "Outcome" : "Now"}</p>
          <h2 id="now" className="mt-1 text-2xl">
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
      {actions.length > 0 && (
        <ul aria-label="What you can do" className="grid gap-3 border-t border-line pt-5">
          {actions.map(({ id, label, why, primary }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
              <Button look={primary ? "primary" : "secondary"} className="min-w-36" onClick={() => run(id)}>
                {label}
              </Button>
              <span className="min-w-0 flex-1 basis-56 text-sm text-muted">{why}</span>
            </li>
          ))}
        </ul>
      )}
      {actions.length === 0 && isRequester && !isFinal(job.words.status) && (
        <p className="border-t border-line pt-4 text-sm text-muted">Nothing is asked of you now.</p>
      )}
      {provider && <ProviderNote job={job} provider={provider} />}
    </section>
  );
}

/** Opens the flow of an action. */
function useJobAction(job: JobDetail): (id: JobActionId) => void {
  const open = useFlow();
  const preset = { jobId: job.id };
  return (id) => {
    switch (id) {
      case "cancel":
        return open(cancelJobFlow, preset);
      case "refund":
        return open(refundJobFlow, preset);
      case "slash":
        return open(slashNoShowFlow, preset);
      case "close-reveals":
        return open(closeRevealsFlow, preset);
      case "settle":
        return open(settleJobFlow, preset);
      case "challenge":
        return open(challengeJobFlow, { ...preset, bond: job.stakeLock.toString() });
      case "draw-audit":
        return open(drawAuditFlow, preset);
      case "advance":
        return open(advancePanelFlow, { panelId: panelOfJob(job.dispute)?.id });
      case "conclude":
        return open(concludeJobFlow, preset);
    }
  };
}

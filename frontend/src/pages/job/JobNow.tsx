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
import { same } from "../../lib/same.ts";
import { useNow } from "../../lib/useNow.ts";
import { NowAction, NowActions, NowPanel } from "../../ui/NowPanel.tsx";
import { useWallet } from "../../wallet/WalletContext.ts";
import { ClaimNote } from "./ClaimNote.tsx";
import { useAuditDrawn } from "./useAuditDrawn.ts";

/** Where the job stands, how long that lasts, and what this account can do about it. */
export function JobNow({ job }: { job: JobDetail }) {
  const now = useNow();
  const { address } = useWallet();
  const provider = useProviderOf(address);
  const drawn = useAuditDrawn(job.id, job.words);
  const panel = panelOfJob(job.dispute);
  const { late, ...next } = nextOf(job.words, now, panel);
  const actions = actionsOf(job.words, { viewer: address, now, drawn, panel });
  const isOver = isFinal(job.words.status);
  const run = useJobAction(job);
  return (
    <NowPanel isOver={isOver} due={late} {...next}>
      {actions.length > 0 && (
        <NowActions>
          {actions.map(({ id, ...action }) => (
            <NowAction key={id} onClick={() => run(id)} {...action} />
          ))}
        </NowActions>
      )}
      {actions.length === 0 && same(address, job.requester) && !isOver && (
        <p className="border-t border-line pt-4 text-sm text-muted">Nothing is asked of you now.</p>
      )}
      {provider && <ClaimNote job={job} provider={provider} />}
    </NowPanel>
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

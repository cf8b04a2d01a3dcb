import { isFinal, type JobDetail } from "../data/jobs.ts";
import { cancelJobFlow } from "../flows/cancelJob.ts";
import { challengeJobFlow } from "../flows/challengeJob.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { refundJobFlow } from "../flows/refundJob.ts";
import { settleJobFlow } from "../flows/settleJob.ts";
import { slashNoShowFlow } from "../flows/slashNoShow.ts";
import { same } from "../lib/same.ts";
import { useNow } from "../lib/useNow.ts";
import { Button } from "../ui/Button.tsx";
import { useWallet } from "../wallet/WalletContext.ts";

/** What this account can do about the job now. */
export function JobActions({ job }: { job: JobDetail }) {
  const open = useFlow();
  const now = useNow();
  const { address } = useWallet();
  if (isFinal(job.status)) return null;
  const late = now > job.deadline;
  const isRequester = same(address, job.requester);
  const preset = { jobId: job.id };
  return (
    <>
      {job.status === "Open" && isRequester && !late && (
        <Button look="secondary" onClick={() => open(cancelJobFlow, preset)}>
          Cancel job
        </Button>
      )}
      {job.status === "Open" && late && <Button onClick={() => open(refundJobFlow, preset)}>Refund</Button>}
      {job.status === "Working" && late && (
        <Button onClick={() => open(slashNoShowFlow, preset)}>Slash the no-show</Button>
      )}
      {job.status === "Pending" && (isRequester || late) && (
        <Button onClick={() => open(settleJobFlow, preset)}>{late ? "Settle" : "Accept result"}</Button>
      )}
      {job.status === "Pending" && !late && !same(address, job.provider?.id) && (
        <Button look="secondary" onClick={() => open(challengeJobFlow, { ...preset, bond: job.stakeLock.toString() })}>
          Challenge
        </Button>
      )}
    </>
  );
}

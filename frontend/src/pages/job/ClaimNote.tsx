import { JobStatus } from "@blacktail/sdk";
import type { Hex } from "viem";
import type { JobDetail } from "../../data/jobDetail.ts";
import { same } from "../../lib/same.ts";
import { formatRelative } from "../../lib/time.ts";
import { useNow } from "../../lib/useNow.ts";
import { ProviderNote } from "../../ui/NowPanel.tsx";
import { useClaimStanding } from "./useClaimStanding.ts";

/** What the job is to a provider that looks at it. Its worker does all of it by itself. */
export function ClaimNote({ job, provider }: { job: JobDetail; provider: Hex }) {
  const { words } = job;
  const now = useNow();
  const standing = useClaimStanding(job, provider);
  const mine = job.assignments.find((work) => work.stage === job.stage && same(work.provider.id, provider));
  const text = noteOf();
  return text && <ProviderNote text={text} />;

  function noteOf(): string | undefined {
    if (mine?.state === "Claimed" && words.status === JobStatus.Working) {
      return "it is yours. Your worker must deliver before the time above is over, or the stake that it locked is slashed.";
    }
    if (mine?.state === "Committed" && words.status === JobStatus.Revealing) {
      return "your worker must show its result before the time above is over.";
    }
    if (words.status !== JobStatus.Open || !standing) return undefined;
    if (!standing.refusal) return "your ticket is up. A running worker claims by itself.";
    if (standing.refusal.code === "JobEscrow_NotYourTurn") {
      return `your ticket comes up ${formatRelative(standing.opensAt, now)}, unless another is faster. Your worker waits for it.`;
    }
    return `you cannot claim it. ${standing.refusal.message}`;
  }
}

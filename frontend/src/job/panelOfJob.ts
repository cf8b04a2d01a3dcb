import type { JobDispute, JobPanel } from "../data/jobPanel.ts";

/** The panel that has the job now: of referees, or of auditors while only they have it; undefined when neither. */
export function panelOfJob(dispute: JobDispute | null): JobPanel | undefined {
  if (!dispute || dispute.closedAt !== null) return undefined;
  return dispute.panel ?? dispute.audit ?? undefined;
}

import { type Job, JobStatus, type Panel, panelPhaseName } from "@blacktail/sdk";

const at = (seconds: number | bigint) => new Date(Number(seconds) * 1000).toISOString();

/**
 * What happens to a job next, until when, and what anyone may do after that.
 *
 * @param now Unix seconds.
 * @param panel Who has it while it is Audited or Disputed.
 */
export function nextStep(job: Job, now: number, panel?: Panel): string {
  const { status, deadline, terms, replicas } = job;
  const late = now > Number(deadline);
  switch (status) {
    case JobStatus.Open: {
      if (late) return "nobody claimed it in time: anyone may send back what is left (refund)";
      const opensToAll = Number(deadline) - terms.claimPeriod + terms.priorityPeriod;
      const places = terms.replicas > 1 ? ` (${replicas.length} of ${terms.replicas} places are taken)` : "";
      const order = now < opensToAll ? `by ticket until ${at(opensToAll)}, then anyone` : "anyone who qualifies";
      return `a provider claims it${places}: ${order}, until ${at(deadline)}`;
    }
    case JobStatus.Working:
      if (late) return "the result is late: anyone may slash who is absent";
      return `${terms.replicas > 1 ? "replicas commit to their results" : "the provider submits its result"} until ${at(deadline)}`;
    case JobStatus.Revealing:
      if (late) return "the reveals are late: anyone may close them";
      if (replicas.every(({ revealed }) => revealed)) return "the results differ: anyone may call the referees";
      return `replicas show their results until ${at(deadline)}`;
    case JobStatus.Pending:
      if (late) return "nobody challenged it: anyone may settle it";
      return `anyone may challenge the result until ${at(deadline)}; the requester may accept it before`;
    case JobStatus.Audited:
    case JobStatus.Disputed: {
      const who = status === JobStatus.Audited ? "auditors" : "referees (a committee drawn by stake)";
      if (panel === undefined) return `${who} have it`;
      if (panel.deadline === 0n) return `${who} have ended: anyone may conclude it`;
      if (now > Number(panel.deadline)) return `${who} are late: anyone may move their panel on`;
      return `${who} have it: ${panelPhaseName(panel.phase)} until ${at(panel.deadline)}`;
    }
    default:
      return "nothing: it is final";
  }
}

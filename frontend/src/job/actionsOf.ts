import { type Job, JobStatus, stageCount } from "@blacktail/sdk";
import { same } from "../lib/same.ts";
import { hasEnded, isDue, type PanelState } from "./panelStanding.ts";

export type JobActionId =
  | "cancel"
  | "refund"
  | "slash"
  | "close-reveals"
  | "settle"
  | "challenge"
  | "draw-audit"
  | "advance"
  | "conclude";

export type JobAction = {
  id: JobActionId;
  label: string;
  /** Who may do it, and what it does. */
  why: string;
  /** Whether it moves the job on in the way that it should go. */
  primary: boolean;
};

type Seen = {
  /** The visitor's account; undefined without a wallet. */
  viewer: string | undefined;
  /** Unix seconds. */
  now: number;
  /** Whether the audit's lot fell on the result; false while that is not known. */
  drawn: boolean;
  /** Of the auditors or referees that have the job. */
  panel: PanelState | undefined;
};

/** What a visitor can do about a job now: as its requester, or as anyone. What its provider does, the worker does by itself. */
export function actionsOf(job: Job, { viewer, now, drawn, panel }: Seen): JobAction[] {
  const late = now > Number(job.deadline);
  const isRequester = same(viewer, job.requester);
  const last = job.stage + 1 >= stageCount(job.terms);
  switch (job.status) {
    case JobStatus.Open:
      if (late) return [refund(job)];
      return isRequester && job.replicas.length === 0 ? [cancel(job)] : [];
    case JobStatus.Working:
      return late
        ? [{ id: "slash", label: "Slash the no-show", why: "Anyone may: the time to work has passed.", primary: true }]
        : [];
    case JobStatus.Revealing: {
      const all = job.replicas.every(({ revealed }) => revealed);
      if (!late && !all) return [];
      const why = all ? "Anyone may: the results differ." : "Anyone may: the time to show results has passed.";
      return [{ id: "close-reveals", label: all ? "Call the referees" : "Close the reveals", why, primary: true }];
    }
    case JobStatus.Pending: {
      const actions: JobAction[] = [];
      if (late) {
        actions.push({ id: "settle", label: "Settle", why: "Anyone may: the result has stood.", primary: true });
      } else if (isRequester) {
        const why = last
          ? "You may at once: it pays the provider."
          : "You may at once: it pays this stage and opens the next.";
        actions.push({ id: "settle", label: "Accept result", why, primary: true });
      }
      if (!late && drawn && !job.audited) {
        const why = "Anyone may: the lot fell on this result. It costs nothing.";
        actions.push({ id: "draw-audit", label: "Send to auditors", why, primary: !isRequester });
      }
      if (!late && !providersOf(job).some((provider) => same(viewer, provider))) {
        const why = "Anyone may, with a bond: referees decide, and who was wrong pays.";
        actions.push({ id: "challenge", label: "Challenge", why, primary: false });
      }
      return actions;
    }
    case JobStatus.Audited:
    case JobStatus.Disputed:
      return panel ? panelActions(panel, now) : [];
    default:
      return [];
  }
}

/** Who does, or did, the job's present stage. */
const providersOf = ({ provider, replicas, terms }: Job): readonly string[] =>
  terms.replicas > 1 ? replicas.map((place) => place.provider) : [provider];

function cancel({ stage }: Job): JobAction {
  return {
    id: "cancel",
    label: stage === 0 ? "Cancel job" : "Stop here",
    why:
      stage === 0
        ? "You may until somebody claims it: all the money comes back."
        : "You may between two stages: what the others would cost comes back.",
    primary: false,
  };
}

function refund({ replicas }: Job): JobAction {
  const why =
    replicas.length > 0 ? "Anyone may: too few claimed it in time." : "Anyone may: nobody claimed it in time.";
  return { id: "refund", label: "Refund", why, primary: true };
}

function panelActions(panel: PanelState, now: number): JobAction[] {
  const who = panel.audit ? "auditors" : "referees";
  if (hasEnded(panel)) {
    const why = `Anyone may: the ${who} are done.`;
    return [{ id: "conclude", label: "Carry out the decision", why, primary: true }];
  }
  if (!isDue(panel, now)) return [];
  const why = now > panel.deadline ? `Anyone may: time is over for the ${who}.` : `Anyone may: all votes are shown.`;
  return [{ id: "advance", label: "Move the panel on", why, primary: true }];
}

import { isFinal, type Job, JobStatus, PanelPhase, stageCount } from "@blacktail/sdk";
import { hasEnded, isDue, type PanelState } from "./panelStanding.ts";

/** Where a job stands, in words for its page. */
export type Next = {
  /** What is going on. */
  title: string;
  /** What comes of it, and who can do something about it. */
  text: string;
  /** What the clock runs to; undefined where none runs. */
  until: { at: number; what: string } | undefined;
  /** Whether a deadline has passed, so that it is for anyone to move the job on. */
  late: boolean;
};

const plural = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** What a committee is: said wherever one decides. */
const COMMITTEE = "They are a committee drawn by stake: its majority is trusted, nothing proves it right.";

/**
 * What comes next for a job, and when.
 *
 * @param now Unix seconds.
 * @param panel Of the auditors or referees that have the job; undefined where none have, and while it is not known.
 */
export function nextOf(job: Job, now: number, panel?: PanelState): Next {
  const deadline = Number(job.deadline);
  const late = !isFinal(job.status) && deadline > 0 && now > deadline;
  const clock = (what: string) => (late ? undefined : { at: deadline, what });
  const { replicas } = job.terms;
  const several = replicas > 1;
  const stage = stageCount(job.terms) > 1 ? `stage ${job.stage + 1} of ${stageCount(job.terms)}` : "it";
  switch (job.status) {
    case JobStatus.Open:
      return late
        ? {
            title: several && job.replicas.length > 0 ? "Too few providers came" : "Nobody claimed it in time",
            text: "Anyone may send what is left of the money back to the requester.",
            until: undefined,
            late,
          }
        : { title: waiting(job), text: turns(job, now), until: clock("until the money may go back"), late };
    case JobStatus.Working: {
      if (!several)
        return late
          ? {
              title: "The provider is late",
              text: `Anyone may slash the stake it locked: a quarter goes to the requester. ${retry(job)}`,
              until: undefined,
              late,
            }
          : {
              title: `A provider works on ${stage}`,
              text: "If it delivers nothing in time it loses the stake that it locked, and another may try.",
              until: clock("left to deliver"),
              late,
            };
      const committed = job.replicas.filter(({ digest }) => BigInt(digest) !== 0n).length;
      return late
        ? {
            title: `${plural(job.replicas.length - committed, "provider is", "providers are")} late`,
            text: `Anyone may slash the stake that they locked. ${job.attemptsLeft > 0 ? "Those who committed to a result keep their place. " : ""}${retry(job)}`,
            until: undefined,
            late,
          }
        : {
            title: `${replicas} providers work on ${stage}`,
            text: `${committed} of ${replicas} have committed to a result. Nobody sees another’s before all have.`,
            until: clock("left to commit"),
            late,
          };
    }
    case JobStatus.Revealing: {
      const shown = job.replicas.filter(({ revealed }) => revealed).length;
      if (shown === job.replicas.length) {
        return {
          title: "The results differ",
          text: "All were shown and they are not equal. Anyone may call the referees, who find out which is right.",
          until: undefined,
          late: true,
        };
      }
      return late
        ? {
            title: "The time to show results has passed",
            text: "Anyone may go on: who hid a result is slashed, equal ones stand, unequal ones go to referees.",
            until: undefined,
            late,
          }
        : {
            title: "The providers show their results",
            text: `${shown} of ${job.replicas.length} are shown. Equal ones stand; if they differ, referees decide.`,
            until: clock("left to show them"),
            late,
          };
    }
    case JobStatus.Pending:
      return late
        ? {
            title: "The result has stood",
            text: "Nobody challenged it. Anyone may settle it now.",
            until: undefined,
            late,
          }
        : {
            title: "A result is in",
            text: `The requester may accept it at once; anyone who finds it wrong may challenge it with a bond.${job.audited ? " Auditors have seen it and found nothing." : ""}`,
            until: clock("left to challenge"),
            late,
          };
    case JobStatus.Audited:
    case JobStatus.Disputed:
      return decided(job, now, panel);
    case JobStatus.Done:
      return { title: "Done and paid", text: "Every stage is settled.", until: undefined, late };
    case JobStatus.Cancelled:
      return {
        title: "Cancelled",
        text: "Its requester took it back, with what was left of the money.",
        until: undefined,
        late,
      };
    default:
      return {
        title: "Ended without a result",
        text: "What was left of the money went back to the requester.",
        until: undefined,
        late,
      };
  }
}

function waiting({ terms, replicas, stage }: Job): string {
  if (terms.replicas > 1) {
    return replicas.length === 0
      ? `Waiting for ${terms.replicas} providers`
      : `${replicas.length} of ${terms.replicas} providers are here`;
  }
  return stage > 0 ? `Stage ${stage + 1} waits for a provider` : "Waiting for a provider";
}

function turns({ terms, deadline }: Job, now: number): string {
  const opensToAll = Number(deadline) - terms.claimPeriod + terms.priorityPeriod;
  return now < opensToAll
    ? "Tickets drawn by stake decide who may claim first; soon everyone who qualifies may."
    : "Any provider that qualifies may claim it.";
}

const retry = ({ attemptsLeft }: Job) =>
  attemptsLeft > 0
    ? `Then the stage opens again; ${plural(attemptsLeft, "attempt is", "attempts are")} left.`
    : "It was the last attempt, so the rest of the money goes back too.";

function decided(job: Job, now: number, panel: PanelState | undefined): Next {
  const audit = job.status === JobStatus.Audited;
  const who = audit ? "auditor" : "referee";
  const why = audit
    ? "A lot fell on this result: auditors do the work again, and are paid whatever they find."
    : `Referees do the work again and vote. ${COMMITTEE}`;
  if (panel === undefined)
    return { title: audit ? "Auditors have the result" : "Referees decide", text: why, until: undefined, late: false };
  if (hasEnded(panel)) {
    return {
      title: `The ${who}s are done`,
      text: "Anyone may carry out what they came to.",
      until: undefined,
      late: true,
    };
  }
  const due = isDue(panel, now);
  const until = (what: string) => (due ? undefined : { at: panel.deadline, what });
  const later = due ? " Its time is over: anyone may move it on." : "";
  switch (panel.phase) {
    case PanelPhase.Seating:
      return {
        title: `${plural(panel.seats, who)} ${panel.seats === 1 ? "is" : "are"} drawn`,
        text: `${panel.seated} of ${panel.seats} sit.${panel.round > 0 ? " It is the second time: if too few come again, there is no decision." : ""}${later} ${why}`,
        until: until("left to take seats"),
        late: due,
      };
    case PanelPhase.Committing:
      return {
        title: `The ${who}s do the work again`,
        text: `${panel.committed} of ${panel.seated} have committed to a vote.${later} ${why}`,
        until: until("left to vote"),
        late: due,
      };
    default:
      return {
        title: `The ${who}s show their votes`,
        text: `${panel.revealed} of ${panel.committed} are shown.${later} ${why}`,
        until: until("left to show votes"),
        late: due,
      };
  }
}

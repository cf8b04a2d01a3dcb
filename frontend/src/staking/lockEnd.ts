import type { JobStatusName } from "@blacktail/sdk";

type Held = {
  job: { status: JobStatusName; deadline: number };
  /** Null for work on a job. */
  panel: { audit: boolean; phase: string; deadline: number } | null;
};

/** What a lock waits for. `at`: Unix seconds, the last at which that is due; undefined where no clock runs. */
export type LockEnd = { what: string; at: number | undefined };

/** Until when a job or a panel holds stake: no lock has a date of its own, each ends when the work is judged. */
export function lockEnd({ job, panel }: Held): LockEnd {
  if (panel) return seatEnd(panel);
  const by = (what: string): LockEnd => ({ what, at: job.deadline > 0 ? job.deadline : undefined });
  switch (job.status) {
    case "Open":
      return by("until every place is taken, or the time to claim ends");
    case "Working":
      return by("until its result is in and has stood; due");
    case "Revealing":
      return by("until all results are shown; due");
    case "Pending":
      return by("until nobody can challenge the result; that ends");
    case "Audited":
      return { what: "until auditors are done with the result", at: undefined };
    case "Disputed":
      return { what: "until referees have decided", at: undefined };
    default:
      return { what: "until it is settled", at: undefined };
  }
}

function seatEnd({ audit, phase, deadline }: NonNullable<Held["panel"]>): LockEnd {
  const by = (what: string): LockEnd => ({ what, at: deadline > 0 ? deadline : undefined });
  switch (phase) {
    case "Seating":
      return by("until the panel is over; seats are taken until");
    case "Committing":
      return by("until the panel is over; votes are due");
    case "Revealing":
      return by("until the panel is over; votes are shown until");
    default:
      return {
        what: audit ? "until it is known whether the auditors were right" : "until the decision is carried out",
        at: undefined,
      };
  }
}

import type { Economy } from "./economy.ts";

/** Whether honesty pays with some parameters. */
export interface Point {
  /** Chance that a result is audited. */
  readonly audit: number;
  /** Stake locked, in prices of one stage. */
  readonly lock: number;
  /** What the best way to cheat gains over honest work, per stage, in its price; negative where honesty wins. */
  readonly temptation: number;
  /** Whether the part of fees that is kept for audits pays for them. */
  readonly funded: boolean;
}

/**
 * What cheating gains over honest work: what the work would have cost, less what is lost when it is found out, which is the pay and the
 * lock. That is the inequality `S >= (c - c' + B) / p - (R - c' + B)` solved for the gain, with no outside gain B.
 * @param blind Part of the auditors that approve everything, or belong to the cheat. Nobody else looks.
 */
export function temptation({ fee, cost, cheatingCost, audit, auditSeats, lock }: Economy, blind: number): number {
  const detection = audit * (1 - blind ** auditSeats);
  return cost - cheatingCost - detection * (1 - fee + lock);
}

/** What approving unseen gains an auditor over checking, per audit: the work saved, less what canaries cost it. */
export function sleepiness({ cost, canaries, minority, lock }: Economy): number {
  return cost - (canaries / (1 - canaries)) * minority * lock;
}

/** The least lock, in prices of one stage, with which honesty wins. */
export function leastLock({ fee, cost, cheatingCost, audit, auditSeats }: Economy, blind: number): number {
  return (cost - cheatingCost) / (audit * (1 - blind ** auditSeats)) - (1 - fee);
}

export const AUDITS = [0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1];
export const LOCKS = [200, 160, 120, 100, 80, 60, 50, 40, 30, 20, 10, 5];

/** Rows of one lock each, columns of one audit rate each. */
export function region(economy: Economy, blind: number): Point[][] {
  return LOCKS.map((lock) =>
    AUDITS.map((audit) => {
      const point = { ...economy, audit, lock };
      return {
        audit,
        lock,
        temptation: Math.max(temptation(point, blind), sleepiness(point) * audit),
        funded: audit * economy.auditSeats * economy.auditFee <= economy.fee * economy.auditShare + 1e-12,
      };
    }),
  );
}

import type { Fairness } from "./assignment.ts";
import type { Economy } from "./economy.ts";
import type { Outcome } from "./population.ts";
import type { Point } from "./region.ts";
import type { Purchase } from "./selfDealing.ts";

/** All that a run of the simulation found. */
export interface Study {
  readonly economy: Economy;
  /** Part of all stake that deviates. */
  readonly deviating: number;
  /** Part of the auditors that side with the cheat, for the region. */
  readonly blind: number;
  readonly epochs: number;
  readonly stages: number;
  readonly outcomes: readonly Outcome[];
  readonly region: readonly (readonly Point[])[];
  /** What the best way to cheat gains per stage over honest work; negative where honesty wins. */
  readonly temptation: number;
  /** What an auditor gains per audit by approving unseen. */
  readonly sleepiness: number;
  /** The least lock with which honesty wins, in prices of one stage. */
  readonly leastLock: number;
  readonly fairness: readonly Fairness[];
  readonly selfDealing: readonly Purchase[];
}

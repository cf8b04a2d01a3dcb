import { MARKET_DEFAULTS } from "../../../ignition/marketDefaults.ts";

/** What a simulated market is like. Amounts are in prices of one stage: 1 is what a requester pays for it. */
export interface Economy {
  /** Part of the price that the protocol takes. */
  readonly fee: number;
  /** What honest work costs its provider. */
  readonly cost: number;
  /** What a made-up result costs. */
  readonly cheatingCost: number;
  /** Chance that a result is audited. */
  readonly audit: number;
  readonly auditSeats: number;
  readonly refereeSeats: number;
  /** Stake locked per stage by a provider, an auditor, a referee. */
  readonly lock: number;
  /** Parts of that lock that a member of a panel loses who voted against the outcome. */
  readonly minority: number;
  /** Part of the fee that pays for audits. */
  readonly auditShare: number;
  readonly auditFee: number;
  /** Part of all audits that are known-wrong results posted by the protocol. */
  readonly canaries: number;
  /** Part of the jobs that are done by two replicas. */
  readonly replicated: number;
  /** Gas of registering one identity as a provider, once. */
  readonly registration: number;
}

const BPS = 10_000;

/** The market that ships, under cautious assumptions: nobody but auditors looks at results, and work costs 70 % of its price. */
export const SHIPPED: Economy = {
  fee: 0.025,
  cost: 0.7,
  cheatingCost: 0,
  audit: MARKET_DEFAULTS.auditBps / BPS,
  auditSeats: MARKET_DEFAULTS.auditSeats,
  refereeSeats: MARKET_DEFAULTS.refereeSeats,
  lock: MARKET_DEFAULTS.lockPercent / 100,
  minority: MARKET_DEFAULTS.minorityBps / BPS,
  auditShare: MARKET_DEFAULTS.auditShareBps / BPS,
  auditFee: MARKET_DEFAULTS.auditFeeBps / BPS,
  canaries: 0.03,
  replicated: 0.2,
  registration: 0.05,
};

/** Parts of a slashed lock, as `JobMoney` divides it. */
export const SLASH = { requester: 1 / 4, challenger: 3 / 8, referees: 3 / 16 } as const;
/** Part of a lost challenge's bond that the referees get; the provider gets the rest. */
export const BOND_TO_REFEREES = 1 / 4;

import type { Job } from "@blacktail/sdk";
import type { Address, Hex } from "viem";

/** What is fixed by the deployment. Amounts in the currency's smallest unit, periods in seconds, shares in basis points. */
export type Settings = {
  escrow: Address;
  registry: Address;
  referees: Address;
  treasury: Address;
  /** Id of $BLACK; the coin's is 0. */
  black: bigint;
  feeBps: number;
  blackFeeBps: number;
  minPeriod: number;
  maxPeriod: number;
  minPriorityPeriod: number;
  maxAttempts: number;
  minStakeLock: bigint;
  lockPercent: bigint;
  nativeLock: bigint;
  auditBps: number;
  reputationFee: bigint;
  unbondingPeriod: bigint;
  epoch: bigint;
  seatPeriod: bigint;
  commitPeriod: bigint;
  revealPeriod: bigint;
  refereeSeats: number;
  auditSeats: number;
  absentBps: bigint;
  minorityBps: bigint;
  seatLock: bigint;
  auditShareBps: bigint;
  auditFeeBps: bigint;
  /** The one model that there is, for use at a price in coin. */
  model: { id: bigint; owner: Address; creator: Address; usePrice: bigint; royaltyBps: bigint };
};

/** A share of a pool's stake. */
export type Holder = {
  active: bigint;
  leaving: bigint;
  generation: number;
  unbondsAt: bigint;
  shortfalls: number;
  /** By currency: what a share had earned when that was last added to what is owed. */
  counted: Map<bigint, bigint>;
  owed: Map<bigint, bigint>;
};

export type Lock = { amount: bigint; used: boolean; shared: boolean };

/** A provider and the stake behind it. */
export type Pool = {
  operator: Address | undefined;
  /** All stake and all shares, and what of them is leaving. */
  stake: bigint;
  shares: bigint;
  leavingShares: bigint;
  generation: number;
  shortfalls: number;
  commissionBps: bigint;
  capabilities: bigint;
  asks: Map<bigint, bigint>;
  holders: Map<Address, Holder>;
  /** By generation and currency. */
  earned: Map<string, bigint>;
  /** Of the escrow and of Referees. */
  locks: Map<Address, Lock>;
  /** Bits of the sketch of customers. */
  customers: Set<bigint>;
  /** Every change of what is active, oldest first. */
  history: { at: bigint; active: bigint }[];
};

export type Phase = "Seating" | "Committing" | "Revealing" | "Decided" | "Void";

export type Seat = { member: Address; commitment: Hex | undefined; vote: number | undefined };

export type Panel = {
  id: bigint;
  audit: boolean;
  seats: number;
  candidates: number;
  phase: Phase;
  round: number;
  /** Number of the first seat of this round. */
  first: number;
  /** Of both rounds. */
  taken: Seat[];
  /** Whether this round's members are locked. */
  locked: boolean;
  accepted: number;
  deadline: bigint;
  beganBlock: bigint;
  workPeriod: number;
  seatLock: bigint;
  parties: Address[];
  judged: boolean;
  /** An audit's, until it is paid. */
  fee: { currency: bigint; amount: bigint } | undefined;
};

/** The whole protocol, and the call under way. Only data, so that a refused call is undone by taking a copy. */
export type State = {
  settings: Settings;
  /** Time and number of the call's block, and who calls. */
  now: bigint;
  block: bigint;
  caller: Address;
  /** Hashes of past blocks. */
  hashes: Map<bigint, Hex>;
  /** Claims in the Vault, by `currency:owner`. */
  credits: Map<string, bigint>;
  burned: bigint;
  pools: Map<Address, Pool>;
  /** Those that are not final. */
  jobs: Map<bigint, Job>;
  jobCount: bigint;
  /** By job: the audit that found nothing in a result that still may be challenged. */
  passedAudits: Map<bigint, bigint>;
  fees: Map<bigint, bigint>;
  panels: Panel[];
  reserves: Map<bigint, bigint>;
  funded: Map<bigint, bigint>;
};

export const BPS = 10_000n;
export const NATIVE = 0n;

export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Adds to a number in a map. */
export function add<K>(map: Map<K, bigint>, key: K, amount: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + amount);
}

import type { Address, Hex } from "viem";

/** Where a job's present stage stands. `Done`, `Refunded` and `Cancelled` are final and hold no money. */
export const JobStatus = {
  None: 0,
  /** Providers may claim the stage. */
  Open: 1,
  /** All its replicas are claimed and at work. */
  Working: 2,
  /** Several replicas: all committed to a result and show it now. */
  Revealing: 3,
  /** A result stands its challenge window. */
  Pending: 4,
  /** Auditors repeat the work. */
  Audited: 5,
  /** Referees decide. */
  Disputed: 6,
  Done: 7,
  Refunded: 8,
  Cancelled: 9,
} as const;
export type JobStatus = (typeof JobStatus)[keyof typeof JobStatus];
export type JobStatusName = keyof typeof JobStatus;

const NAMES = Object.keys(JobStatus) as JobStatusName[];

/** `jobStatusName(1)` is "Open"; a number that is no status is "None". */
export function jobStatusName(status: number): JobStatusName {
  return NAMES[status] ?? "None";
}

/** What the requester asks for; fixed at creation. */
export type JobTerms = {
  /** sha-256 of the JobSpec's canonical JSON. */
  specDigest: Hex;
  /** Token id of the model that the job uses; 0 when it uses none. */
  modelId: bigint;
  /** See `currencyOf`. */
  currency: bigint;
  /** What all stages are paid, in the currency's smallest unit. */
  budget: bigint;
  /** What the use of the model costs beside the budget, in the same currency. In the terms of a new job: the most that it may cost. */
  usePrice: bigint;
  /** $BLACK (wei) of each provider's stake that is locked while its stage is open. */
  stakeLock: bigint;
  /** How the budget is divided: a weight from 1 to 255 for each of at most 32 stages. Empty stands for one stage. */
  stages: readonly number[];
  /** Seconds that providers have to claim a stage, to do it, and that anyone has to challenge a result. */
  claimPeriod: number;
  workPeriod: number;
  challengePeriod: number;
  /** Seconds, at the beginning of a stage, in which tickets decide who may claim. */
  priorityPeriod: number;
  /** How many times a stage may be claimed before the rest of the budget goes back; at least 1. */
  attempts: number;
  /** How many providers do each stage: 1, or 2 to 9 that must agree. */
  replicas: number;
  /** How results are computed, see `profileIndex`. */
  profile: number;
  /** What a provider must have announced to be able to do, a set of bits; 0 asks for nothing. */
  capabilities: bigint;
};

/** One of several providers that do the same stage. */
export type Replica = {
  provider: Address;
  /** The lowest 88 bits of the account that claimed its place, which may commit for it; 0 once it has committed. */
  claimer: bigint;
  revealed: boolean;
  /** Its commitment, zero before that is made; once revealed the digest of its Output document. */
  digest: Hex;
};

/** What auditors or referees have to decide. Mirrors Solidity's `Dispute`. */
export type Dispute = {
  /** Panel of auditors that saw the result; 0 when none did. */
  auditId: bigint;
  /** Panel of referees; 0 while only audited. */
  panelId: bigint;
  /** Who put up the bond; the zero address when auditors or the replicas themselves disagreed. */
  challenger: Address;
  /** $BLACK (wei) */
  bond: bigint;
  /** Seconds of the challenge window that were left when auditors were drawn. */
  challengeLeft: bigint;
};

/** A job as it stands; the chain keeps only its hash, of words that `packJob` makes. */
export type Job = {
  terms: JobTerms;
  /** Compute fee in basis points, as at creation. */
  feeBps: number;
  /** Chance that a result is audited, in basis points, as at creation. */
  auditBps: number;
  /** Whether the job, once paid, counts for its providers' reputation. */
  reputable: boolean;
  requester: Address;
  /** A `JobStatus`. */
  status: number;
  /** The present stage, from 0. */
  stage: number;
  /** Attempts at the stage that are not used up; a claim uses one. */
  attemptsLeft: number;
  /**
   * Unix seconds: the last at which the status' action is due; later anyone may move the job on. 0 when final, and while auditors or
   * referees have it, whose panel has deadlines of its own.
   */
  deadline: bigint;
  /** The block in which the status began (lowest 32 bits of its number): the next one's hash is the stage's random seed. */
  block: number;
  /** Who does the stage; while Open who did the stage before. The zero address when nobody did, and with several replicas. */
  provider: Address;
  /** Number of the verifier that vouched for the result; 0 when none did. */
  attestation: number;
  /** Whether auditors have seen the result and found nothing. */
  audited: boolean;
  /** Digest of the Output document that the stage before ended with; zero in the first. */
  input: Hex;
  /** Digest of the Output document that stands: submitted, or revealed by all replicas alike. Zero before, and while they disagree. */
  result: Hex;
  /** Those of a job of several replicas that have taken a place, in its order; else empty. */
  replicas: readonly Replica[];
  /** While Audited or Disputed; else undefined. */
  dispute: Dispute | undefined;
};

/** What a provider attests of one stage of one job. Mirrors Solidity's `Receipt`. */
export type Receipt = ReceiptBody & {
  jobId: bigint;
  /** 0-based index of the stage. */
  stage: number;
  specDigest: Hex;
  /** See `profileIndex`. */
  profile: number;
  provider: Address;
  /** Unix seconds: that of the job while Working, which binds the receipt to its attempt. 0 for one of several replicas. */
  deadline: bigint;
};

/** The part of a receipt that the job does not tell. Mirrors Solidity's `ReceiptBody`. */
export type ReceiptBody = {
  /** See `inputRoot`. */
  inputRoot: Hex;
  /** sha-256 of the Output document's canonical JSON. */
  outputDigest: Hex;
  /** Roots of state and trace commitments; zero in profiles that do not commit to them. */
  stateRoot: Hex;
  traceRoot: Hex;
  /** sha-256 of the run report's canonical JSON; not compared between providers. */
  reportDigest: Hex;
};

/** Whether nothing more can happen to a job of this status; it holds no money then. */
export function isFinal(status: number): boolean {
  return status === JobStatus.Done || status === JobStatus.Refunded || status === JobStatus.Cancelled;
}

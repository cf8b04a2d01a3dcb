import type { Address, Hex } from "viem";

/** Where a job stands. `Done`, `Refunded` and `Cancelled` are final and hold no money. */
export const JobStatus = {
  None: 0,
  Open: 1,
  Working: 2,
  Pending: 3,
  Disputed: 4,
  Done: 5,
  Refunded: 6,
  Cancelled: 7,
} as const;
export type JobStatus = (typeof JobStatus)[keyof typeof JobStatus];
export type JobStatusName = keyof typeof JobStatus;

const NAMES = Object.keys(JobStatus) as JobStatusName[];

/** `jobStatusName(1)` is "Open"; a number that is no status is "None". */
export function jobStatusName(status: number): JobStatusName {
  return NAMES[status] ?? "None";
}

/** What the requester asks for; fixed at creation. Mirrors Solidity's `JobTerms`. */
export type JobTerms = {
  /** sha-256 of the JobSpec's canonical JSON. */
  specDigest: Hex;
  /** Token id of the model that the job uses; 0 when it uses none. */
  modelId: bigint;
  /** See `currencyOf`. */
  currency: bigint;
  /** In the currency's smallest unit. */
  price: bigint;
  /** $BLACK (wei) of the provider's stake that is locked while the job is open. */
  stakeLock: bigint;
  /** Seconds. */
  claimPeriod: number;
  workPeriod: number;
  challengePeriod: number;
  /** How many providers may try before the requester is refunded; at least 1. */
  attempts: number;
};

/** A job as it stands; the chain keeps only its hash. Mirrors Solidity's `Job`. */
export type Job = {
  terms: JobTerms;
  requester: Address;
  /** A `JobStatus`. */
  status: number;
  /** Compute fee in basis points, as at creation. */
  feeBps: number;
  attemptsLeft: number;
  /** Unix seconds: the last at which the status' action is due; later anyone may move the job on. 0 when final. */
  deadline: bigint;
  /** Zero address while Open and when nobody delivered. */
  provider: Address;
  /** Digest of the Output document; zero before it is submitted. */
  outputDigest: Hex;
  /** Zero address when nobody challenged. */
  challenger: Address;
  /** $BLACK (wei) that the challenger put up. */
  bond: bigint;
};

/** What a provider attests of one stage of one job. Mirrors Solidity's `Receipt`. */
export type Receipt = {
  jobId: bigint;
  stage: number;
  specDigest: Hex;
  /** See `profileIndex`. */
  profile: number;
  /** sha-256 over the concatenated digests of the spec's inputs, see `inputRoot`. */
  inputRoot: Hex;
  outputDigest: Hex;
  stateRoot: Hex;
  traceRoot: Hex;
  /** sha-256 of the run report's canonical JSON. */
  reportDigest: Hex;
  provider: Address;
  /** Unix seconds: that of the job while Working. It binds the receipt to its attempt. */
  deadline: bigint;
};

/** Whether nothing more can happen to a job of this status; it holds no money then. */
export function isFinal(status: number): boolean {
  return status === JobStatus.Done || status === JobStatus.Refunded || status === JobStatus.Cancelled;
}

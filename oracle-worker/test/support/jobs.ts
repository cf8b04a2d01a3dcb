import { type Job, JobStatus, type JobTerms, profileIndex, type Replica } from "@blacktail/sdk";
import { type Address, zeroAddress, zeroHash } from "viem";

export const ME = `0x${"11".repeat(20)}` as const;
const REQUESTER = `0x${"22".repeat(20)}` as const;
export const OTHER = `0x${"33".repeat(20)}` as const;

/** A job of one stage and one replica, open and unclaimed; what is told otherwise. */
export function jobWith(change: Partial<Job> = {}, terms: Partial<JobTerms> = {}): Job {
  return {
    terms: {
      specDigest: `0x${"01".repeat(32)}`,
      modelId: 0n,
      currency: 0n,
      budget: 100n,
      usePrice: 0n,
      stakeLock: 50n,
      stages: [],
      claimPeriod: 60,
      workPeriod: 120,
      challengePeriod: 60,
      priorityPeriod: 0,
      attempts: 1,
      replicas: 1,
      profile: profileIndex("fp32-cpu"),
      capabilities: 0n,
      ...terms,
    },
    feeBps: 0,
    auditBps: 0,
    reputable: false,
    requester: REQUESTER,
    status: JobStatus.Open,
    stage: 0,
    attemptsLeft: 1,
    deadline: 1_000n,
    block: 1,
    provider: zeroAddress,
    attestation: 0,
    audited: false,
    input: zeroHash,
    result: zeroHash,
    replicas: [],
    dispute: undefined,
    ...change,
  };
}

/** A place among replicas: claimed; committed when a digest is given; revealed if so. */
export function place(provider: Address, digest: Replica["digest"] = zeroHash, revealed = false): Replica {
  return { provider, claimer: 0n, revealed, digest };
}

import { type Job, JobStatus, type Replica } from "@blacktail/sdk";
import { zeroHash } from "viem";

export const REQUESTER = "0x00000000000000000000000000000000000000aa";
export const PROVIDER = "0x00000000000000000000000000000000000000bb";

/** Unix seconds: the deadline of `jobOf`. */
export const DEADLINE = 10_000;

/** A job of three stages and one replica, working on its first. */
export function jobOf(over: Partial<Omit<Job, "terms">> = {}, terms: Partial<Job["terms"]> = {}): Job {
  return {
    terms: {
      specDigest: `0x${"11".repeat(32)}`,
      modelId: 0n,
      currency: 0n,
      budget: 900n,
      usePrice: 0n,
      stakeLock: 1_000n,
      stages: [1, 1, 1],
      claimPeriod: 600,
      workPeriod: 900,
      challengePeriod: 300,
      priorityPeriod: 60,
      attempts: 2,
      replicas: 1,
      profile: 0,
      capabilities: 0n,
      ...terms,
    },
    feeBps: 500,
    auditBps: 300,
    reputable: false,
    requester: REQUESTER,
    status: JobStatus.Working,
    stage: 0,
    attemptsLeft: 1,
    deadline: BigInt(DEADLINE),
    block: 5,
    provider: PROVIDER,
    attestation: 0,
    audited: false,
    input: zeroHash,
    result: zeroHash,
    replicas: [],
    dispute: undefined,
    ...over,
  };
}

/** A place among several replicas, by the last digits of its provider's address. */
export const placeOf = (number: number, over: Partial<Replica> = {}): Replica => ({
  provider: `0x${String(number).padStart(40, "0")}`,
  claimer: 0n,
  revealed: false,
  digest: zeroHash,
  ...over,
});

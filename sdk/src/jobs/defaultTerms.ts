import { NATIVE } from "./currency.ts";
import { DEFAULT_ATTEMPTS, DEFAULT_PERIODS } from "./defaults.ts";
import type { JobBounds } from "./jobBounds.ts";
import { leastStakeLock } from "./leastStakeLock.ts";
import type { JobTerms } from "./types.ts";

/** What a requester wants to say itself; the budget in the currency's smallest unit, the native coin unless told. */
export type AskedTerms = Pick<JobTerms, "specDigest" | "budget"> & {
  [Name in keyof JobTerms]?: JobTerms[Name] | undefined;
};

/**
 * Whole terms of a job out of what its requester says. What is left out is the default, brought within what the deployment allows; what is
 * said stays as it is.
 *
 * @example
 * const terms = defaultTerms({ specDigest, budget: parseEther("0.1"), replicas: 3 }, await jobBounds(publicClient, addresses));
 */
export function defaultTerms(asked: AskedTerms, bounds: JobBounds): JobTerms {
  const { specDigest, budget, currency = NATIVE, stages = [], replicas = 1 } = asked;
  const period = (seconds: number) => Math.min(Math.max(seconds, bounds.minPeriod), bounds.maxPeriod);
  const claimPeriod = asked.claimPeriod ?? period(DEFAULT_PERIODS.claim);
  const priorityPeriod = Math.max(DEFAULT_PERIODS.priority, bounds.minPriorityPeriod);
  return {
    specDigest,
    modelId: asked.modelId ?? 0n,
    currency,
    budget,
    usePrice: asked.usePrice ?? 0n,
    stakeLock: asked.stakeLock ?? leastStakeLock({ currency, budget, stages, replicas }, bounds),
    stages,
    claimPeriod,
    workPeriod: asked.workPeriod ?? period(DEFAULT_PERIODS.work),
    challengePeriod: asked.challengePeriod ?? period(DEFAULT_PERIODS.challenge),
    priorityPeriod: asked.priorityPeriod ?? Math.min(priorityPeriod, claimPeriod),
    attempts: asked.attempts ?? Math.min(DEFAULT_ATTEMPTS, bounds.maxAttempts),
    replicas,
    profile: asked.profile ?? 0,
    capabilities: asked.capabilities ?? 0n,
  };
}

import { type Job, JobStatus, type Replica } from "@blacktail/sdk";
import { type Address, isAddressEqual, zeroHash } from "viem";

/** The provider's place among a stage's replicas and its index; undefined when it has none. */
export function placeAmong({ replicas }: Job, provider: Address): { index: number; place: Replica } | undefined {
  const index = replicas.findIndex((replica) => isAddressEqual(replica.provider, provider));
  const place = replicas[index];
  return place === undefined ? undefined : { index, place };
}

/** Whether the provider has a part in the job's present stage: it works on it, or waits for others, or for its pay. */
export function isMine(job: Job, provider: Address): boolean {
  if (job.terms.replicas > 1) return placeAmong(job, provider) !== undefined;
  // While open it names who did the stage before, which has no part in this one yet.
  return job.status !== JobStatus.Open && isAddressEqual(job.provider, provider);
}

/** Whether the provider has yet to compute the stage: to bring its result, or to commit to it. */
export function isToCompute(job: Job, provider: Address): boolean {
  if (job.status !== JobStatus.Working || !isMine(job, provider)) return false;
  return job.terms.replicas === 1 || placeAmong(job, provider)?.place.digest === zeroHash;
}

/** Whether the provider has yet to show what it committed to. */
export function isToReveal(job: Job, provider: Address): boolean {
  return job.status === JobStatus.Revealing && placeAmong(job, provider)?.place.revealed === false;
}

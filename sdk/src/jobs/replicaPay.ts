import { stagePrice } from "./stagePrice.ts";
import type { Job } from "./types.ts";

/**
 * What the provider at a place is paid for the job's present stage, in the currency's smallest unit. Of several replicas the first takes what
 * rounding leaves. The fee is rounded down.
 */
export function replicaPay(job: Job, index = 0): { toProvider: bigint; fee: bigint } {
  const price = stagePrice(job.terms, job.stage);
  const replicas = BigInt(job.terms.replicas);
  const share = price / replicas + (index === 0 ? price % replicas : 0n);
  const fee = (share * BigInt(job.feeBps)) / 10_000n;
  return { toProvider: share - fee, fee };
}

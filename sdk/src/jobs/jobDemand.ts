import { stagePrice } from "./stagePrice.ts";
import type { Job } from "./types.ts";

/** What the registry compares with a provider's ask and capabilities when it claims: the least that a place in the job's present stage pays. */
export function jobDemand(job: Job): { currency: bigint; price: bigint; capabilities: bigint } {
  const { currency, capabilities, replicas } = job.terms;
  const share = stagePrice(job.terms, job.stage) / BigInt(replicas);
  return { currency, price: share - (share * BigInt(job.feeBps)) / 10_000n, capabilities };
}

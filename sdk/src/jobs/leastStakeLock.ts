import type { JobBounds } from "./jobBounds.ts";
import { stageCount, stagePrice } from "./stagePrice.ts";
import type { JobTerms } from "./types.ts";

type Priced = Pick<JobTerms, "currency" | "budget" | "stages" | "replicas">;

/**
 * The least stake that a job of these terms must lock, $BLACK (wei): where it is paid in $BLACK enough that cheating loses at the rate of audits.
 * Of other currencies the chain knows no price: there it is for the requester to lock what the work is worth.
 */
export function leastStakeLock(terms: Priced, { black, minStakeLock, lockPercent }: JobBounds): bigint {
  if (terms.currency !== black) return minStakeLock;
  let dearest = 0n;
  for (let stage = 0; stage < stageCount(terms); stage++) {
    const price = stagePrice(terms, stage);
    if (price > dearest) dearest = price;
  }
  const replicas = BigInt(terms.replicas);
  const worth = (((dearest + replicas - 1n) / replicas) * BigInt(lockPercent)) / 100n;
  return worth > minStakeLock ? worth : minStakeLock;
}

import { NATIVE } from "./currency.ts";
import type { JobBounds } from "./jobBounds.ts";
import { stageCount, stagePrice } from "./stagePrice.ts";
import type { JobTerms } from "./types.ts";

type Priced = Pick<JobTerms, "currency" | "budget" | "stages" | "replicas">;

/**
 * The least stake that a job of these terms must lock, $BLACK (wei): where it is paid in $BLACK or in the chain's coin enough that cheating
 * loses at the rate of audits. Of other currencies the chain knows no price: there it is for the requester to lock what the work is worth,
 * and its audits are paid nothing.
 */
export function leastStakeLock(terms: Priced, bounds: JobBounds): bigint {
  const { minStakeLock } = bounds;
  const rate = lockRate(terms.currency, bounds);
  if (rate === 0n) return minStakeLock;
  let dearest = 0n;
  for (let stage = 0; stage < stageCount(terms); stage++) {
    const price = stagePrice(terms, stage);
    if (price > dearest) dearest = price;
  }
  const replicas = BigInt(terms.replicas);
  const worth = (((dearest + replicas - 1n) / replicas) * rate) / 100n;
  return worth > minStakeLock ? worth : minStakeLock;
}

/** $BLACK (wei) that a job locks for a hundred of the currency's smallest unit; 0 where it has no rate. */
function lockRate(currency: bigint, { black, lockPercent, nativeLock }: JobBounds): bigint {
  if (currency === black) return BigInt(lockPercent);
  return currency === NATIVE ? BigInt(nativeLock) * 100n : 0n;
}

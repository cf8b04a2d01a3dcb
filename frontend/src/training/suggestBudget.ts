import { type PriceEstimate, twoDigits } from "./priceOf.ts";

export type Suggestion = Pick<PriceEstimate, "low" | "suggested" | "high"> & {
  /** Whether what providers ask is more than the rate gives, or all that is known. */
  byAsks: boolean;
};

type Known = {
  /** What one provider would be paid for all of the work, by what others were paid; undefined when nobody was. */
  rate: PriceEstimate | undefined;
  replicas: number;
  /** The least budget at which enough providers qualify, see `leastBudget`; undefined while that is not known. */
  floor: bigint | undefined;
};

/** What to offer: the rate for each replica, and not less than enough providers ask. Undefined when neither is known. */
export function suggestBudget({ rate, replicas, floor = 0n }: Known): Suggestion | undefined {
  const least = twoDigits(floor);
  if (!rate) return least > 0n ? { low: least, suggested: least, high: least, byAsks: true } : undefined;
  const of = (price: bigint) => {
    const all = price * BigInt(replicas);
    return all > least ? all : least;
  };
  return {
    low: of(rate.low),
    suggested: of(rate.suggested),
    high: of(rate.high),
    byAsks: least > rate.suggested * BigInt(replicas),
  };
}

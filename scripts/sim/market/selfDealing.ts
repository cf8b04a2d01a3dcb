import type { Economy } from "./economy.ts";

/** Bits of the sketch that counts a provider's different requesters, and the bonus that all of them give. As in `ProviderRegistry`. */
const SKETCH = 152;
const MAX_BONUS = 0.25;

export interface Purchase {
  /** Bits bought. */
  readonly bits: number;
  /** Jobs of one's own, each by a requester of its own, until so many bits are set: some fall on bits that are set already. */
  readonly jobs: number;
  /** What they cost in fees and gas, in prices of one stage. */
  readonly cost: number;
  /** By how much more often tickets open. */
  readonly bonus: number;
  /** Stages to be done for others until the bonus has earned the cost back. */
  readonly breakEven: number;
}

/**
 * What it costs to buy reputation by paying oneself. The price comes back, the fee does not.
 *
 * @param countedFee Least fee of a job that counts, in prices of one stage.
 * @param gas What a job's calls and its new account cost, likewise.
 */
export function selfDealing(
  { fee, cost }: Economy,
  { countedFee, gas }: { countedFee: number; gas: number },
): Purchase[] {
  return [19, 38, 76, 152].map((bits) => {
    // Coupon collector: the next new bit takes SKETCH / (bits left) jobs.
    let jobs = 0;
    for (let set = 0; set < bits; set++) jobs += SKETCH / (SKETCH - set);
    const spent = jobs * (countedFee + gas);
    const bonus = (MAX_BONUS * bits) / SKETCH;
    return { bits, jobs: Math.round(jobs), cost: spent, bonus, breakEven: spent / (bonus * (1 - fee - cost)) };
  });
}

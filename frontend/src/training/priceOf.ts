import { ascending } from "../lib/ascending.ts";
import type { Work } from "./workOf.ts";

/** A training that was paid for: its price in the smallest unit of its currency, and how long the provider held it. */
export type PaidJob = { price: bigint; seconds: number };

export type PriceEstimate = {
  /** In the currency's smallest unit. */
  low: bigint;
  suggested: bigint;
  high: bigint;
  /** The paid jobs that it is drawn from. */
  jobs: readonly PaidJob[];
  /** Whether this work is much longer or shorter than any that was paid for. */
  isFar: boolean;
};

/** Work this many times longer or shorter than any before is a guess. */
const FAR = 3;

/**
 * What a training may cost: what others paid for a second of work, times the seconds that this one is assumed to take, from the
 * lower to the upper quartile; never less than the least that was ever accepted, which is what a provider asks for any job.
 * @returns undefined when nothing was paid for yet.
 */
export function priceOf(work: Work, jobs: readonly PaidJob[]): PriceEstimate | undefined {
  const [least] = ascending(jobs.map(({ price }) => price));
  if (least === undefined) return undefined;
  const scaled = ascending(jobs.map(({ price, seconds }) => scale(price, work.likely / Math.max(1, seconds))));
  const at = (share: number) => {
    const [, asked = least] = ascending([least, scaled[Math.round((scaled.length - 1) * share)] ?? least]);
    return twoDigits(asked);
  };
  const longest = Math.max(...jobs.map(({ seconds }) => seconds));
  const shortest = Math.min(...jobs.map(({ seconds }) => seconds));
  const isFar = work.likely > longest * FAR || work.likely * FAR < shortest;
  return { low: at(0.25), suggested: at(0.5), high: at(0.75), jobs, isFar };
}

/** Prices are far above what a thousandth of them is worth. */
const scale = (price: bigint, factor: number) => (price * BigInt(Math.round(factor * 1_000))) / 1_000n;

/** Rounded up to two significant digits: more would claim to know. */
export function twoDigits(value: bigint): bigint {
  const unit = 10n ** BigInt(Math.max(0, value.toString().length - 2));
  return ((value + unit - 1n) / unit) * unit;
}

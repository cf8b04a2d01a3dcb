import type { Address } from "viem";
import { claimJitter } from "../decide/jitter.ts";

/** Each of several whom a call concerns lets the one before it try so long, s. */
const COURTESY_SECONDS = 5;
/** Those who only serve the public come after them, each at a moment of its own within so long, s. */
const SPREAD_SECONDS = 20;
/** However many there are, this part of the time that the call has is enough for all of them. */
const PART = 8;
/** For an order that nothing but job and provider decide. */
const MOST = 2 ** 48;

/**
 * How long this provider leaves a call that anyone may make to others, s: where all send it in one block, all but one pay for nothing. The same
 * over restarts. Pure.
 *
 * @param concerned Providers that have a stake in the call.
 * @param window How long the call can be made, s.
 */
export function headStart(
  jobId: bigint,
  provider: Address,
  concerned: readonly Address[],
  window = Number.POSITIVE_INFINITY,
): number {
  const isMe = (other: Address): boolean => other.toLowerCase() === provider.toLowerCase();
  const order = (who: Address): number => claimJitter(jobId, who, MOST);
  const ranked = concerned.toSorted((a, b) => order(a) - order(b));
  const rank = ranked.findIndex(isMe);
  // Where nobody here has a stake the requester may.
  const last = Math.max(1, concerned.length) * COURTESY_SECONDS;
  const seconds =
    rank >= 0 ? rank * COURTESY_SECONDS : last + claimJitter(jobId, provider, SPREAD_SECONDS * 1_000) / 1_000;
  return Math.floor(seconds * Math.min(1, window / PART / (last + SPREAD_SECONDS)));
}

/**
 * The compute market's parameters that ship: `ignition/modules/Blacktail.ts` deploys them, `npm run sim:market` shows that honesty
 * wins with them. Shares are in basis points, `lockPercent` in hundredths of a stage's price.
 */
export const MARKET_DEFAULTS = {
  /** Chance that a result is audited. */
  auditBps: 200,
  /** A job paid in $BLACK locks so much of each provider's stake. */
  lockPercent: 6_000,
  /**
   * A job paid in the chain's coin locks so many whole $BLACK for each coin: sixty times the coin's price in $BLACK, at most 16,777,215. Set it for
   * the chain, with a price that is rather too high, and again when the coin rises: with too little, cheating pays in coin jobs (audits
   * are paid for what the lock covers only, so the audit reserve loses nothing); with too much, providers lock more than they need. 0:
   * coin jobs lock what they like, and their audits are paid nothing. What ships is for a coin that is worth one $BLACK.
   */
  nativeLock: 60,
  auditSeats: 1,
  refereeSeats: 9,
  /** What an auditor or referee who voted against the outcome loses of its lock. */
  minorityBps: 5_000,
  /** What one who did not reveal loses of it. */
  absentBps: 1_000,
  /** Part of compute fees that pays for audits. */
  auditShareBps: 8_000,
  /** An audit's fee, of the price of what is audited. */
  auditFeeBps: 10_000,
  /** By how much less often a result is audited that a certified key or an enclave vouches for. */
  attestedDiscountBps: 5_000,
} as const;

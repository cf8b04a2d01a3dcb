import type { Job } from "@blacktail/sdk";

/** What a challenge may bring and cost, in $BLACK (wei). */
export type ChallengeStakes = {
  /** Beside the bond, which comes back: half of what the requester leaves of each wrong provider's lock. */
  gain: bigint;
  /** The bond: three quarters of it to the providers that were right, one to the referees. */
  loss: bigint;
  /** What of the bond burns where referees come to no decision. */
  voidCost: bigint;
};

/** What is at stake for who challenges the job's result now. Mirrors Solidity's `JobMoney.splitSlash` and `voidCost`. */
export function challengeStakes({ terms, replicas }: Job): ChallengeStakes {
  const { stakeLock } = terms;
  const providers = BigInt(Math.max(1, replicas.length));
  const gain = ((stakeLock - stakeLock / 4n) / 2n) * providers;
  return { gain, loss: stakeLock, voidCost: (stakeLock + 511n) / 512n };
}

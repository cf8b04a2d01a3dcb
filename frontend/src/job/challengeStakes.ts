import type { Job } from "@blacktail/sdk";

/** What a challenge may bring and cost, in $BLACK (wei). */
export type ChallengeStakes = {
  /** Beside the bond, which comes back: half of what the requester leaves of each wrong provider's lock. */
  gain: bigint;
  /** The bond: three quarters of it to the providers that were right, one to the referees. */
  loss: bigint;
};

/** What is at stake for who challenges the job's result now. Mirrors Solidity's `JobMoney.splitSlash`. */
export function challengeStakes({ terms, replicas }: Job): ChallengeStakes {
  const { stakeLock } = terms;
  const providers = BigInt(Math.max(1, replicas.length));
  return { gain: ((stakeLock - stakeLock / 4n) / 2n) * providers, loss: stakeLock };
}

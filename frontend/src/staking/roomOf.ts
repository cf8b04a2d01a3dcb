type Pool = { own: bigint; active: bigint; commissionBps: number };

/**
 * $BLACK (wei) that others may still stake on a provider: none without a commission, and no more than keeps its own stake a large enough
 * part of what is active.
 */
export function roomOf({ own, active, commissionBps }: Pool, minOwnBps: number): bigint {
  if (commissionBps === 0) return 0n;
  const most = (own * 10_000n) / BigInt(minOwnBps);
  return most > active ? most - active : 0n;
}

/** Why there is no room. */
export const whyNoRoom = ({ commissionBps }: Pick<Pool, "commissionBps">): string =>
  commissionBps === 0
    ? "It takes no stake of others: it has set no commission."
    : "It has too little stake of its own for more from others.";

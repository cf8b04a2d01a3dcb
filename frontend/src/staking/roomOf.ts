/** $BLACK (wei) that others may still stake on a provider before its own stake is too small a part of what is active; 0 at the least. */
export function roomOf({ own, active }: { own: bigint; active: bigint }, minOwnBps: number): bigint {
  const most = (own * 10_000n) / BigInt(minOwnBps);
  return most > active ? most - active : 0n;
}

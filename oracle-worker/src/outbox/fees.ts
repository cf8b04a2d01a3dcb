import type { PublicClient } from "viem";

/** What is offered per gas, wei. */
export type Fees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };

const GWEI = 1_000_000_000n;
/** A replacement offers at most this many times what the network asks for now: whoever waits longer waits for something else. */
const MOST_TIMES = 4n;
/** One step more for giving up a nonce, so that a transaction that pays the most already can still be replaced. */
const MOST_TIMES_TO_CANCEL = 5n;

/** Nodes take a replacement only if both fees rise by 10 %; an eighth leaves room for rounding. */
const bump = (fee: bigint): bigint => fee + fee / 8n + 1n;

/** Fees for a first try: what the chain asks for now, within the ceiling. */
export async function currentFees(client: PublicClient, ceiling: bigint | undefined): Promise<Fees> {
  const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas();
  return capped({ maxFeePerGas, maxPriorityFeePerGas }, ceiling);
}

/**
 * Fees for a replacement; undefined when it would offer more than the ceiling, or several times what the network asks for:
 * then the last one is as good as any, and is sent again as it is.
 *
 * @param isCancel It only frees the nonce.
 */
export function raisedFees(last: Fees, current: Fees, ceiling: bigint | undefined, isCancel = false): Fees | undefined {
  const maxPriorityFeePerGas = most(bump(last.maxPriorityFeePerGas), current.maxPriorityFeePerGas);
  const maxFeePerGas = most(bump(last.maxFeePerGas), current.maxFeePerGas, maxPriorityFeePerGas);
  const times = isCancel ? MOST_TIMES_TO_CANCEL : MOST_TIMES;
  if (ceiling !== undefined && maxFeePerGas > ceiling) return undefined;
  if (maxFeePerGas > current.maxFeePerGas * times) return undefined;
  if (maxPriorityFeePerGas > most(current.maxPriorityFeePerGas, GWEI) * times) return undefined;
  return { maxFeePerGas, maxPriorityFeePerGas };
}

function capped(fees: Fees, ceiling: bigint | undefined): Fees {
  if (ceiling === undefined || fees.maxFeePerGas <= ceiling) return fees;
  return {
    maxFeePerGas: ceiling,
    maxPriorityFeePerGas: fees.maxPriorityFeePerGas < ceiling ? fees.maxPriorityFeePerGas : ceiling,
  };
}

function most(first: bigint, ...others: bigint[]): bigint {
  let largest = first;
  for (const value of others) if (value > largest) largest = value;
  return largest;
}

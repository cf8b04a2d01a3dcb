import type { PublicClient } from "viem";

/** What is offered per gas, wei. */
export type Fees = { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };

/** Nodes take a replacement only if both fees rise by 10 %; an eighth leaves room for rounding. */
const bump = (fee: bigint): bigint => fee + fee / 8n + 1n;

/** Fees for a first try: what the chain asks for now, within the ceiling. */
export async function currentFees(client: PublicClient, ceiling: bigint | undefined): Promise<Fees> {
  const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas();
  return capped({ maxFeePerGas, maxPriorityFeePerGas }, ceiling);
}

/** Fees for a replacement; undefined when the ceiling leaves no room to raise them. */
export function raisedFees(last: Fees, current: Fees, ceiling: bigint | undefined): Fees | undefined {
  const maxPriorityFeePerGas = most(bump(last.maxPriorityFeePerGas), current.maxPriorityFeePerGas);
  const maxFeePerGas = most(bump(last.maxFeePerGas), current.maxFeePerGas, maxPriorityFeePerGas);
  return ceiling !== undefined && maxFeePerGas > ceiling ? undefined : { maxFeePerGas, maxPriorityFeePerGas };
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

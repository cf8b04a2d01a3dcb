import { type Hex, type PublicClient, zeroHash } from "viem";

/** EIP-2935: how many hashes the chain keeps. */
const HISTORY = 8_191n;

/**
 * The seed of what began in a block, as `Tickets.seedOf` would have it in the next one: the hash of the block after it. Zero while that is not
 * mined, or forgotten.
 *
 * @param began Lowest 32 bits of the block's number: `job.block`, or a panel's `beganBlock`.
 */
export async function seedOf(client: PublicClient, began: number): Promise<Hex> {
  const latest = await client.getBlockNumber({ cacheTime: 0 });
  // The latest block with these bits: the difference wraps around with them.
  const age = BigInt.asUintN(32, latest - BigInt(began));
  if (age < 1n || age > HISTORY || age > latest) return zeroHash;
  const { hash } = await client.getBlock({ blockNumber: latest - age + 1n });
  return hash;
}

import { type Hex, type PublicClient, zeroHash } from "viem";

/** EIP-2935: how many hashes the chain keeps; 256 on a chain without it. */
const HISTORY = 8_191n;

/**
 * The seed of what began in a block, as `Tickets.seedOf` has it where a call is simulated, in the latest block: the hash of the block after it. Zero
 * while that is not known, for two blocks, or no longer.
 *
 * @param began Lowest 32 bits of the block's number: `job.block`, or a panel's `beganBlock`.
 * @param isForNext As a transaction in the next block will have it, and a call that is simulated in the pending one: known a block earlier.
 */
export async function seedOf(client: PublicClient, began: number, isForNext = false): Promise<Hex> {
  const latest = await client.getBlockNumber({ cacheTime: 0 });
  // The latest block with these bits: the difference wraps around with them.
  const age = BigInt.asUintN(32, latest - BigInt(began));
  const seen = isForNext ? age + 1n : age;
  if (seen < 2n || seen > HISTORY + 1n || age > latest) return zeroHash;
  const { hash } = await client.getBlock({ blockNumber: latest - age + 1n });
  return hash;
}

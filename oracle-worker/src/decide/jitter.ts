import { type Address, encodePacked, hexToBigInt, keccak256 } from "viem";

/**
 * How long this provider waits before it claims this job, in [0, maxMs] ms. Deterministic, so that a restart does not
 * wait again, and different for each pair, so that no provider is always first.
 */
export function claimJitter(jobId: bigint, provider: Address, maxMs: number): number {
  const hash = hexToBigInt(keccak256(encodePacked(["uint256", "address"], [jobId, provider])));
  return Number(hash % BigInt(maxMs + 1));
}

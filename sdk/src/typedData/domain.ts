import type { Address } from "viem";

/** The EIP-712 domain of Blacktail's contracts. */
export function domain(chainId: number, verifyingContract: Address) {
  return { name: "Blacktail", version: "1", chainId, verifyingContract } as const;
}

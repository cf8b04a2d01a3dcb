import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";

/**
 * What one of several replicas commits to before all reveal: it binds the result to the provider, so a copy is worth nothing.
 *
 * @param receipt `receiptDigest` of its receipt.
 * @param salt 32 random bytes. Warning: a salt that can be guessed gives the result away; one that is lost costs the stake lock.
 */
export function resultCommitment(receipt: Hex, salt: Hex, provider: Address): Hex {
  return keccak256(
    encodeAbiParameters([{ type: "bytes32" }, { type: "bytes32" }, { type: "address" }], [receipt, salt, provider]),
  );
}

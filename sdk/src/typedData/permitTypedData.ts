import type { Address, TypedDataDomain } from "viem";

const types = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

/** `value` in the token's smallest unit, `deadline` in unix seconds. */
export type Permit = { owner: Address; spender: Address; value: bigint; nonce: bigint; deadline: bigint };

/** What a token's owner signs in place of an approval (EIP-2612); the domain is the token's. */
export function permitTypedData(message: Permit, domain: TypedDataDomain) {
  return { domain, types, primaryType: "Permit" as const, message };
}

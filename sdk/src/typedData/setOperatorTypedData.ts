import type { Address } from "viem";
import { domain } from "./domain.ts";

const types = {
  SetOperator: [
    { name: "owner", type: "address" },
    { name: "operator", type: "address" },
    { name: "approved", type: "bool" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

export type SetOperator = {
  owner: Address;
  operator: Address;
  approved: boolean;
  /** `Vault.nonces(owner)`. */
  nonce: bigint;
  /** Unix seconds. */
  deadline: bigint;
};

/**
 * What an owner signs so that anyone may bring its `Vault.setOperatorBySig` (EIP-712).
 *
 * @example
 * const signature = await walletClient.signTypedData(setOperatorTypedData(message, { chainId: 31337, vault }));
 */
export function setOperatorTypedData(message: SetOperator, { chainId, vault }: { chainId: number; vault: Address }) {
  return { domain: domain(chainId, vault), types, primaryType: "SetOperator" as const, message };
}

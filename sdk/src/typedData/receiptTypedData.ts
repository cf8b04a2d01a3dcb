import type { Address } from "viem";
import type { Receipt } from "../jobs/types.ts";
import { domain } from "./domain.ts";

const types = {
  Receipt: [
    { name: "jobId", type: "uint256" },
    { name: "stage", type: "uint32" },
    { name: "specDigest", type: "bytes32" },
    { name: "profile", type: "uint8" },
    { name: "inputRoot", type: "bytes32" },
    { name: "outputDigest", type: "bytes32" },
    { name: "stateRoot", type: "bytes32" },
    { name: "traceRoot", type: "bytes32" },
    { name: "reportDigest", type: "bytes32" },
    { name: "provider", type: "address" },
    { name: "deadline", type: "uint64" },
  ],
} as const;

/**
 * What an operator signs for a result (EIP-712); fits `walletClient.signTypedData`.
 *
 * @example
 * const signature = await operator.signTypedData(receiptTypedData(receipt, { chainId: 31337, escrow }));
 */
export function receiptTypedData(receipt: Receipt, { chainId, escrow }: { chainId: number; escrow: Address }) {
  return { domain: domain(chainId, escrow), types, primaryType: "Receipt" as const, message: receipt };
}

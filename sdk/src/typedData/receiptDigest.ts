import { type Address, type Hex, hashTypedData } from "viem";
import type { Receipt } from "../jobs/types.ts";
import { receiptTypedData } from "./receiptTypedData.ts";

/** The EIP-712 digest of a receipt, as `JobEscrow.receiptDigest` computes it. */
export function receiptDigest(receipt: Receipt, context: { chainId: number; escrow: Address }): Hex {
  return hashTypedData(receiptTypedData(receipt, context));
}

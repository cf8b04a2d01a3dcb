import type { Hex, TransactionReceipt } from "viem";
import type { StepResult } from "../types.ts";

/** A finished transaction as a step's result. */
export function confirmed({ hash, receipt }: { hash: Hex; receipt: TransactionReceipt }, value?: string): StepResult {
  return { hash, blockNumber: receipt.blockNumber.toString(), ...(value !== undefined && { value }) };
}

import { describeError } from "@blacktail/sdk";

const UNKNOWN = new Set(["RPC_UNREACHABLE", "RPC_TIMEOUT", "RPC_LIMIT", "TRANSACTION_PENDING"]);

/**
 * Whether a transaction that was sent before this error may still be mined: nobody could be asked. The next try must look for it first,
 * or it would be paid twice.
 */
export function outcomeIsUnknown(error: unknown): boolean {
  return UNKNOWN.has(describeError(error).code);
}

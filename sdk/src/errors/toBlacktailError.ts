import { BlacktailError } from "./BlacktailError.ts";
import { describeError } from "./describeError.ts";

/** The node may answer the same request later. */
const RETRYABLE = new Set(["RPC_UNREACHABLE", "RPC_TIMEOUT", "RPC_LIMIT", "TRANSACTION_PENDING"]);

/** Any thrown value as a BlacktailError that carries its description; one that is already stays as it is. */
export function toBlacktailError(error: unknown): BlacktailError {
  if (error instanceof BlacktailError) return error;
  const description = describeError(error);
  return new BlacktailError({ ...description, retryable: RETRYABLE.has(description.code), cause: error });
}

import { BlacktailError } from "@blacktail/sdk";
import { Problem } from "./errors.ts";

/** Runs a public function's work; what goes wrong leaves the package as the SDK's error class. */
export async function atEdge<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { code, message, fix, retryable, cause } = error;
    throw new BlacktailError({ code, message, fix, retryable, ...(cause === undefined ? {} : { cause }) });
  }
}

import { BlacktailError, toBlacktailError } from "@blacktail/sdk";

/** Storage's complaints that lie in the content itself; all its others may pass: a gateway comes back, a block arrives. */
const LASTING = /^STORAGE_(SIZE_MISMATCH|DIGEST_MISMATCH|NOT_A_FILE|MALFORMED|TOO_LARGE)$/;

/** Whether the same thing may succeed later although nothing was changed. */
function mayPass(error: unknown): boolean {
  const reason = toBlacktailError(error);
  return reason.retryable || (reason.code.startsWith("STORAGE_") && !LASTING.test(reason.code));
}

/** As BlacktailError, with `retryable` as `mayPass` sees it. */
export function judged(error: unknown): BlacktailError {
  const reason = toBlacktailError(error);
  if (reason.retryable || !mayPass(reason)) return reason;
  const { code, message, fix, cause } = reason;
  return new BlacktailError({ code, message, fix, retryable: true, cause });
}

import { redactCause } from "./redactCause.ts";
import { stripCredentials } from "./stripCredentials.ts";

export type BlacktailErrorOptions = {
  /** Stable and listed in docs/errors.md, such as `DIGEST_MISMATCH`; for a contract's error its name. */
  code: string;
  /** One sentence that names the value that was wrong. */
  message: string;
  /** One sentence that says what to do about it. */
  fix: string;
  /** Whether the same call may succeed later with nothing changed. Default: false. */
  retryable?: boolean;
  cause?: unknown;
};

/**
 * The one error class of Blacktail's TypeScript. Credentials in URLs are removed from everything it carries.
 *
 * @example
 * throw new BlacktailError({
 *   code: "CHAIN_UNKNOWN",
 *   message: "Blacktail is not deployed on chain 5.",
 *   fix: "Use one of: 31337.",
 * });
 */
export class BlacktailError extends Error {
  override readonly name = "BlacktailError";
  readonly code: string;
  readonly fix: string;
  readonly retryable: boolean;

  constructor({ code, message, fix, retryable = false, cause }: BlacktailErrorOptions) {
    super(stripCredentials(message), cause === undefined ? undefined : { cause: redactCause(cause) });
    this.code = code;
    this.fix = stripCredentials(fix);
    this.retryable = retryable;
  }
}

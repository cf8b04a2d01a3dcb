import { BlacktailError, digestToCid, type Storage, toBlacktailError } from "@blacktail/sdk";
import type { Hex } from "viem";
import { Backoff } from "../chain/backoff.ts";
import type { Clock } from "../clock.ts";
import { judged } from "../retry.ts";

export type BringOptions = {
  storage: Storage;
  clock: Clock;
  /** How long what is missing is asked for, ms. */
  patienceMs: number;
  /** Digest of a document that must be there, such as the job's spec: whether the storage answers at all. */
  control: Hex;
  signal: AbortSignal;
};

/** Content that no store gives, or that is not what it should be; a verdict on who named it. */
export type Missing = { missing: string };

/** What says that the content is not there, or does not answer. */
const ABSENT = new Set(["STORAGE_NOT_FOUND", "STORAGE_UNREACHABLE", "STORAGE_TAMPERED"]);
/** What says that the content itself is bad, whoever gives it. */
const BAD =
  /^(STORAGE_(SIZE_MISMATCH|DIGEST_MISMATCH|NOT_A_FILE|MALFORMED|TOO_LARGE)|DOCUMENT_.*|JSON_INVALID|CID_INVALID|WORKER_DIGEST_MISMATCH)$/;

/**
 * Fetches what a result names. What stays missing counts against the result only while the storage gives other things: a gateway that is down is
 * nobody's fault but its own.
 *
 * @param fetch Asks once.
 * @returns What was fetched, or why it cannot be had.
 * @throws BlacktailError `WORKER_STORAGE_SILENT` (again) when nothing can be had; what else the fetch says; the signal's reason
 */
export async function bring<T>(what: string, fetch: () => Promise<T>, options: BringOptions): Promise<T | Missing> {
  const { clock, patienceMs, signal } = options;
  const until = clock.now() + patienceMs;
  const backoff = new Backoff(clock, 1_000, 10_000);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await fetch();
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = toBlacktailError(error);
      if (BAD.test(code)) return { missing: `${what} is not what it should be: ${message}` };
      if (!ABSENT.has(code)) throw judged(error);
      if (clock.now() >= until) {
        await requireStorage(options, what);
        return { missing: `${what} could not be had in ${Math.round(patienceMs / 1_000)} s: ${message}` };
      }
      await backoff.pause(signal);
    }
  }
}

export function isMissing(value: unknown): value is Missing {
  return typeof value === "object" && value !== null && "missing" in value;
}

async function requireStorage({ storage, control, signal }: BringOptions, what: string): Promise<void> {
  try {
    await storage.get(digestToCid(control), { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new BlacktailError({
      code: "WORKER_STORAGE_SILENT",
      message: `${what} cannot be had, but neither can the job's spec: nothing is to be said of a result while the storage gives nothing.`,
      fix: "Check BLACKTAIL_STORAGE_API and BLACKTAIL_STORAGE_GATEWAYS; the worker tries again by itself.",
      retryable: true,
      cause,
    });
  }
}

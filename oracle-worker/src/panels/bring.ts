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
  /** Nothing is asked for after that, however patient, unix ms. */
  until: number;
  /** Digest of a document that must be there, such as the job's spec: whether the storage answers at all. */
  control: Hex;
  signal: AbortSignal;
};

/** Content that no store gives, or that is not what it should be; a verdict on who named it. */
export type Missing = { missing: string };

/** The longest timer there is, ms. */
const MOST_MS = 2_147_483_647;
/** A storage that does not give even the spec in this time gives nothing, ms. */
const CONTROL_MS = 10_000;

/** What says that the content is not there, or does not answer. */
const ABSENT = new Set(["STORAGE_NOT_FOUND", "STORAGE_UNREACHABLE", "STORAGE_TAMPERED"]);
/** What says that the content itself is bad, whoever gives it. */
const BAD =
  /^(STORAGE_(SIZE_MISMATCH|DIGEST_MISMATCH|NOT_A_FILE|MALFORMED|TOO_LARGE)|DOCUMENT_.*|JSON_INVALID|CID_INVALID|WORKER_DIGEST_MISMATCH)$/;

/**
 * Fetches what a result names. What stays missing counts against the result only while the storage gives other things: a gateway that is down is
 * nobody's fault but its own.
 *
 * @param fetch Asks once, until its signal aborts.
 * @returns What was fetched, or why it cannot be had.
 * @throws BlacktailError `WORKER_STORAGE_SILENT` (again) when nothing can be had; what else the fetch says; the signal's reason
 */
export async function bring<T>(
  what: string,
  fetch: (signal: AbortSignal) => Promise<T>,
  options: BringOptions,
): Promise<T | Missing> {
  const { clock, patienceMs, signal } = options;
  const began = clock.now();
  const until = Math.min(began + patienceMs, options.until);
  const limit = AbortSignal.timeout(Math.min(MOST_MS, Math.max(1, options.until - began)));
  const either = AbortSignal.any([signal, limit]);
  const backoff = new Backoff(clock, 1_000, 10_000);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await fetch(either);
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = toBlacktailError(error);
      if (BAD.test(code)) return { missing: `${what} is not what it should be: ${message}` };
      if (!limit.aborted && !ABSENT.has(code)) throw judged(error);
      if (limit.aborted || clock.now() >= until) {
        await requireStorage(options, what);
        const seconds = Math.max(0, Math.round(((limit.aborted ? options.until : until) - began) / 1_000));
        return { missing: `${what} could not be had in ${seconds} s: ${message}` };
      }
      await backoff.pause(either);
    }
  }
}

export function isMissing(value: unknown): value is Missing {
  return typeof value === "object" && value !== null && "missing" in value;
}

async function requireStorage({ storage, control, signal }: BringOptions, what: string): Promise<void> {
  try {
    await storage.get(digestToCid(control), { signal: AbortSignal.any([signal, AbortSignal.timeout(CONTROL_MS)]) });
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

import { digestToCid, JobSpec, type Storage } from "@blacktail/sdk";
import type { Hex } from "viem";

/**
 * A job's spec, verified against the digest on chain.
 *
 * @throws BlacktailError `DOCUMENT_…` or `JSON_INVALID` when it is malformed; storage's errors when it cannot be had.
 */
export function loadSpec(storage: Storage, digest: Hex, signal: AbortSignal): Promise<JobSpec> {
  return storage.getJson(JobSpec, digestToCid(digest), { signal });
}

/** Whether the error says that the document itself is bad, which no waiting will mend. */
export function isMalformed(error: { code: string }): boolean {
  return /^(DOCUMENT_|JSON_)/.test(error.code);
}

import type { CID } from "multiformats/cid";
import { sha256 } from "multiformats/hashes/sha2";
import { IDENTITY } from "../digest/codes.ts";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { MAX_BLOCK_BYTES } from "./limits.ts";
import { checkBlockCid } from "./parseBlockCid.ts";
import { readLimited } from "./readLimited.ts";

type Fetch = typeof globalThis.fetch;
/** What one gateway did with a request for one block. */
type Outcome =
  | { kind: "block"; bytes: Uint8Array }
  | { kind: "tampered" | "missing" | "unreachable"; gateway: string; story: string };

export type BlockReader = (cid: CID, signal?: AbortSignal) => Promise<Uint8Array>;

/**
 * A reader of single blocks from several gateways. The first whose bytes hash to the CID wins; one that answered wrong
 * bytes is asked last from then on.
 *
 * @throws BlacktailError (from the reader) `STORAGE_TAMPERED`, `STORAGE_NOT_FOUND` or `STORAGE_UNREACHABLE`, telling what
 * each gateway did
 */
export function createBlockReader(gateways: readonly string[], fetch: Fetch, timeoutMs: number): BlockReader {
  const distrusted = new Set<string>();
  return async (cid, signal) => {
    checkBlockCid(cid);
    if (cid.multihash.code === IDENTITY) return cid.multihash.digest;
    const failures: Exclude<Outcome, { kind: "block" }>[] = [];
    const isTrusted = (gateway: string) => !distrusted.has(gateway);
    for (const gateway of [...gateways.filter(isTrusted), ...gateways.filter((each) => !isTrusted(each))]) {
      signal?.throwIfAborted();
      const outcome = await ask(gateway, cid, fetch, timeoutMs, signal);
      if (outcome.kind === "block") return outcome.bytes;
      if (outcome.kind === "tampered") distrusted.add(gateway);
      failures.push(outcome);
    }
    throw unreadable(cid, failures);
  };
}

async function ask(gateway: string, cid: CID, fetch: Fetch, timeoutMs: number, signal?: AbortSignal): Promise<Outcome> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${gateway}/ipfs/${cid}?format=raw`, {
      headers: { accept: "application/vnd.ipld.raw" },
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      const kind =
        response.status === 404 || response.status === 410 || response.status === 412 ? "missing" : "unreachable";
      return { kind, gateway, story: `answered ${response.status}` };
    }
    const bytes = await readLimited(response, MAX_BLOCK_BYTES);
    if (bytes === undefined) return { kind: "tampered", gateway, story: `sent more than ${MAX_BLOCK_BYTES} bytes` };
    if (await hashesTo(cid, bytes)) return { kind: "block", bytes };
    return { kind: "tampered", gateway, story: `sent ${bytes.length} bytes that do not hash to the CID` };
  } catch (error) {
    signal?.throwIfAborted();
    const story = timeout.aborted
      ? `did not answer within ${timeoutMs} ms`
      : `could not be reached (${reasonOf(error)})`;
    return { kind: "unreachable", gateway, story };
  }
}

async function hashesTo(cid: CID, bytes: Uint8Array): Promise<boolean> {
  const { digest } = await sha256.digest(bytes);
  return digest.every((byte, index) => byte === cid.multihash.digest[index]);
}

/** Node's fetch hides the reason in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code: unknown = error.cause instanceof Error ? Reflect.get(error.cause, "code") : undefined;
  return typeof code === "string" ? code : error.message;
}

function unreadable(cid: CID, failures: Exclude<Outcome, { kind: "block" }>[]): BlacktailError {
  const kinds = new Set(failures.map(({ kind }) => kind));
  const code = kinds.has("unreachable")
    ? "STORAGE_UNREACHABLE"
    : kinds.has("tampered")
      ? "STORAGE_TAMPERED"
      : "STORAGE_NOT_FOUND";
  const stories = failures.map(({ gateway, story }) => `${gateway} ${story}`).join("; ");
  return new BlacktailError({
    code,
    message: `The block ${cid} could not be read: ${stories}.`,
    fix:
      code === "STORAGE_UNREACHABLE"
        ? "Try again, or add another gateway."
        : "Add a gateway that has the content, or ask its author to store it again.",
    retryable: code === "STORAGE_UNREACHABLE",
  });
}

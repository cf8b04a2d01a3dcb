import { BlacktailError, digestToCid, sha256Hex } from "@blacktail/sdk";
import type { Hex } from "viem";

/** Files that were chosen in this visit, by digest; a flow's stored values name them by it. */
const files = new Map<Hex, Uint8Array<ArrayBuffer>>();

export type Staged = { digest: Hex; name: string; size: number };

/** Keeps a file's bytes for the flow that uploads them. */
export function stage(name: string, bytes: Uint8Array<ArrayBuffer>): Staged {
  const digest = sha256Hex(bytes);
  files.set(digest, bytes);
  return { digest, name, size: bytes.length };
}

/**
 * The staged file of this digest.
 * @throws BlacktailError `DAPP_FILE_FORGOTTEN` when this visit has not seen it.
 */
export function stagedFile(digest: Hex): Uint8Array<ArrayBuffer> {
  const found = files.get(digest);
  if (!found) {
    throw new BlacktailError({
      code: "DAPP_FILE_FORGOTTEN",
      message: `The file ${digestToCid(digest)} is no longer in this page's memory.`,
      fix: "Discard this action, choose the file again and begin anew; nothing was paid.",
    });
  }
  return found;
}

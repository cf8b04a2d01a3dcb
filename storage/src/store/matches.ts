import { hash } from "node:crypto";
import type { CID } from "multiformats/cid";

/** Whether the sha-256 of the bytes is the one in the CID. */
export function matches(cid: CID, bytes: Uint8Array): boolean {
  return hash("sha256", bytes, "buffer").equals(cid.multihash.digest);
}

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "viem";
import { BlacktailError } from "../errors/BlacktailError.ts";
import type { Artifact } from "../schemas/Artifact.ts";
import type { BlockReader } from "./fetchBlock.ts";
import { openFile } from "./openFile.ts";
import { parseBlockCid } from "./parseBlockCid.ts";

/**
 * Streams content, every block checked; for an artifact its size is checked at the start and its digest at the end.
 *
 * @param maxBytes limit for the content, in bytes
 * @throws BlacktailError (from the generator) `CID_INVALID`, `STORAGE_TOO_LARGE`, `STORAGE_SIZE_MISMATCH`,
 * `STORAGE_DIGEST_MISMATCH`, `STORAGE_NOT_A_FILE`, `STORAGE_MALFORMED` and those of the block reader
 */
export async function* readContent(
  readBlock: BlockReader,
  what: Artifact | string,
  maxBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const artifact = typeof what === "string" ? undefined : what;
  const cid = parseBlockCid(typeof what === "string" ? what : what.cid);
  const file = await openFile(cid, (each) => readBlock(each, signal), { maxBytes, signal });
  if (artifact !== undefined && artifact.size !== file.size) {
    throw mismatch("STORAGE_SIZE_MISMATCH", `${cid} has ${file.size} bytes, not ${artifact.size} as was declared.`);
  }
  const hash = artifact === undefined ? undefined : sha256.create();
  for await (const chunk of file.read()) {
    hash?.update(chunk);
    yield chunk;
  }
  const digest = hash === undefined ? undefined : bytesToHex(hash.digest());
  if (artifact !== undefined && digest !== artifact.digest) {
    throw mismatch("STORAGE_DIGEST_MISMATCH", `${cid} holds content of digest ${digest}, not ${artifact.digest}.`);
  }
}

function mismatch(code: string, message: string): BlacktailError {
  return new BlacktailError({ code, message, fix: "Do not use the content; ask its author for a right description." });
}

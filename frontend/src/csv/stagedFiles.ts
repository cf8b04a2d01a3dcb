import { BlacktailError, digestToCid, sha256Hex } from "@blacktail/sdk";
import type { Hex } from "viem";

/** Files that were chosen in this visit, by digest; a flow's stored values name them by it. */
const files = new Map<Hex, { name: string; bytes: Uint8Array<ArrayBuffer> }>();

/** The dApp keeps files in memory while they are uploaded. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

export type Staged = { digest: Hex; name: string; text: string; size: number };

/**
 * Reads a chosen file, checks its size and that it is text, and keeps it for the flow that uploads it.
 * @throws Error that names what is wrong.
 */
export async function stageFile(file: File): Promise<Staged> {
  if (file.size === 0) throw new Error(`“${file.name}” is empty.`);
  if (file.size > MAX_FILE_BYTES) throw new Error(`“${file.name}” is larger than 64 MiB. Give fewer rows or columns.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`“${file.name}” is not UTF-8 text. Save it as CSV in UTF-8.`);
  }
  const digest = sha256Hex(bytes);
  files.set(digest, { name: file.name, bytes });
  return { digest, name: file.name, text, size: bytes.length };
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
      fix: "Discard this action, choose the file again and post anew; nothing was paid.",
    });
  }
  return found.bytes;
}

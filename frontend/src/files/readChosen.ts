import { formatBytes } from "../lib/formatBytes.ts";
import { FileProblem } from "./FileProblem.ts";

/** Bytes. The dApp keeps files in memory while they are uploaded. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of a chosen file.
 * @throws FileProblem when it is empty or larger than `maxBytes`; `smaller` says how to make it smaller.
 */
export async function readChosen(
  file: File,
  { maxBytes = MAX_FILE_BYTES, smaller }: { maxBytes?: number; smaller: string },
): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0) throw new FileProblem(`“${file.name}” is empty.`, "Choose a file with something in it.");
  if (file.size > maxBytes) {
    throw new FileProblem(
      `“${file.name}” is too large: ${formatBytes(file.size)}, at most ${formatBytes(maxBytes)} are taken here.`,
      smaller,
    );
  }
  return new Uint8Array(await file.arrayBuffer());
}

/** Bytes as UTF-8 text. @throws FileProblem when they are none; `fix` says what to do about it. */
export function decodeText(name: string, bytes: Uint8Array, fix: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // What the decoder says names a byte, which helps nobody.
    throw new FileProblem(`“${name}” is not UTF-8 text.`, fix);
  }
}

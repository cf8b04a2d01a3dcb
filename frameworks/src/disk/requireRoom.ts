import { statfs } from "node:fs/promises";
import { problem } from "../errors.ts";

/**
 * Refuses what does not fit.
 * @param what names what takes the room, in the plural
 * @param fewer what could be less of, for the advice
 * @throws BlacktailError DATA_TOO_LARGE when a folder's disk has less room than so many bytes
 */
export async function requireRoom(folder: string, bytes: number, what: string, fewer: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (bytes <= free) return;
  const mebibytes = (count: number) => Math.ceil(count / 1024 / 1024);
  throw problem(
    "DATA_TOO_LARGE",
    `${what} take ${mebibytes(bytes)} MiB on disk; ${mebibytes(free)} MiB are free in ${folder}.`,
    `Free some space, or give fewer ${fewer}.`,
  );
}

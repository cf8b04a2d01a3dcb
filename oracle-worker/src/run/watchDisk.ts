import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

const INTERVAL_MS = 1_000;
/** More files than any framework makes; counting them must not keep the worker from its own work. */
const MAX_FILES = 10_000;

/**
 * Calls `full` once a folder holds more than it may: a process may write many files, each within its limit, until the disk of
 * everybody is full. Nothing is followed that is a link.
 *
 * @returns Stops watching.
 */
export function watchDisk(folder: string, maxBytes: number, full: () => void): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const look = async () => {
    const isFull = (await bytesIn(folder, maxBytes)) > maxBytes;
    if (isStopped) return;
    if (isFull) full();
    else timer = setTimeout(look, INTERVAL_MS);
  };
  timer = setTimeout(look, INTERVAL_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** Bytes of the files in a folder and below; infinite when they are too many to count, or are hidden from us. Counting ends above `enough`. */
async function bytesIn(folder: string, enough: number): Promise<number> {
  const folders = [folder];
  let bytes = 0;
  let files = 0;
  for (let next = folders.pop(); next !== undefined && bytes <= enough; next = folders.pop()) {
    try {
      const entries = await readdir(next, { withFileTypes: true });
      files += entries.length;
      if (files > MAX_FILES) return Number.POSITIVE_INFINITY;
      for (const entry of entries) {
        const path = join(next, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else bytes += (await lstat(path)).size;
      }
    } catch (error) {
      // What is deleted while it is counted takes no room; the next look counts the rest.
      if (!isGone(error as NodeJS.ErrnoException)) return Number.POSITIVE_INFINITY;
    }
  }
  return bytes;
}

const isGone = ({ code }: NodeJS.ErrnoException): boolean => code === "ENOENT" || code === "ENOTDIR";

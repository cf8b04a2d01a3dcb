import { type FileHandle, mkdir, open, rename } from "node:fs/promises";
import path from "node:path";

/** Writes a new file and waits until its bytes are on the disk. Not atomic: write to a staging path and rename. */
export async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "w", 0o644);
  try {
    await writeAll(handle, bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let at = 0;
  // A full disk may take a part: the next write then names the reason.
  while (at < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at);
    at += bytesWritten;
  }
}

/** Waits until the names in the directory (creations, renames, removals) are on the disk. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Moves a synced file into place. The caller syncs the target's directory, once for many files. */
export async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await rename(from, to);
}

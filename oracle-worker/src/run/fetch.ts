import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { type Artifact, BlacktailError, type Storage } from "@blacktail/sdk";
import { diskError } from "../data/journal.ts";

/**
 * Brings an artifact to a file, verified block by block and as a whole. A file that is there already is used if its content
 * is right; one that is half there is never taken for whole.
 *
 * @throws BlacktailError `WORKER_DIGEST_MISMATCH`, or what storage or the disk says
 */
export async function fetchTo(
  storage: Storage,
  artifact: Artifact,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  if ((await digestOfFile(path)) === artifact.digest) return path;
  const part = `${path}.part`;
  try {
    const digest = await write(storage.stream(artifact, { maxBytes: artifact.size, signal }), part);
    if (digest !== artifact.digest) throw mismatch(artifact, digest);
    await rename(part, path);
    return path;
  } catch (error) {
    await rm(part, { force: true });
    throw diskError(path, error) ?? error;
  }
}

async function write(content: AsyncIterable<Uint8Array>, path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path, "w", 0o600);
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return `0x${hash.digest("hex")}`;
}

/** sha-256 of a file's content; undefined when there is no such file. */
async function digestOfFile(path: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return `0x${hash.digest("hex")}`;
}

function mismatch({ cid, digest }: Artifact, actual: string): BlacktailError {
  return new BlacktailError({
    code: "WORKER_DIGEST_MISMATCH",
    message: `The content behind ${cid} has the digest ${actual}, its document says ${digest}.`,
    fix: "Publish the document anew with the content's real digest.",
  });
}

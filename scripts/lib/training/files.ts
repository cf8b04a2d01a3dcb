import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type Artifact,
  BlacktailError,
  digestJson,
  FORMAT_BYTES,
  formatOf,
  identify,
  ModelManifest,
  parseDocument,
  type StoredData,
} from "@blacktail/sdk";

/** A local file as a part of a job. */
export type LocalInput = { path: string; stored: StoredData };

/** CID, digest, size and format of a file, read in pieces. */
export async function openInput(path: string): Promise<LocalInput> {
  const start = await attempt(path, () => firstBytes(path));
  return { path, stored: { ...(await identifyFile(path)), format: formatOf(path, start) } };
}

/** CID, digest and size of a file, read in pieces. */
export async function identifyFile(path: string): Promise<Artifact> {
  return attempt(path, () => identify(createReadStream(path)));
}

/** A trained model: an .onnx file, or a folder that holds one, with the digest of its manifest if it is minted. */
export async function openParent(
  path: string,
): Promise<{ path: string; stored: Artifact & { manifest?: `0x${string}` } }> {
  const isFolder = await attempt(path, async () => (await stat(path)).isDirectory());
  if (!isFolder) return { path, stored: await identifyFile(path) };
  const model = join(path, "model.onnx");
  const manifest = await mintedManifest(join(path, "manifest.json"));
  return { path: model, stored: { ...(await identifyFile(model)), ...(manifest === undefined ? {} : { manifest }) } };
}

/** The digest of a manifest in the form in which it is minted; a run's own notes have no such form. */
async function mintedManifest(path: string): Promise<`0x${string}` | undefined> {
  try {
    return digestJson(parseDocument(ModelManifest, await readFile(path)));
  } catch {
    // Not there, or not minted: then the model has no lineage on chain.
    return undefined;
  }
}

/**
 * A JSON object from a file.
 * @throws BlacktailError `CLI_FILE_UNREADABLE`, `CLI_CONFIG_UNREADABLE`
 */
export async function readJsonObject(path: string, what: string): Promise<Record<string, unknown>> {
  const text = await attempt(path, () => readFile(path, "utf8"));
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("it is no JSON object");
    return value as Record<string, unknown>;
  } catch (cause) {
    throw new BlacktailError({
      code: "CLI_CONFIG_UNREADABLE",
      message: `${path} is no readable JSON file: ${(cause as Error).message}.`,
      fix: `Give a file that holds one JSON object: ${what}.`,
      cause,
    });
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(FORMAT_BYTES), 0, FORMAT_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new BlacktailError({
      code: "CLI_FILE_UNREADABLE",
      message: `${path} cannot be read: ${(cause as Error).message}.`,
      fix: "Name a file that exists and that you may read.",
      cause,
    });
  }
}

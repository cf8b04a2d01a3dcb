import type { ImporterOptions } from "ipfs-unixfs-importer";
import { fixedSize } from "ipfs-unixfs-importer/chunker";
import { balanced } from "ipfs-unixfs-importer/layout";
import { failure } from "../error.ts";

const MAX_CHUNK = 2 * 1_048_576 - 256;
/** Parameters of kubo that change the CID and are not supported: to ignore them would answer a CID nobody asked for. */
const UNSUPPORTED = ["trickle", "nocopy", "inline", "preserve-mode", "preserve-mtime"];

/**
 * The parameters of `POST /api/v0/add` for the importer, with kubo's defaults, so that CIDs equal kubo's.
 *
 * @throws BlacktailError `STORAGE_UNSUPPORTED`
 */
export function importOptions(query: URLSearchParams): ImporterOptions {
  const set = UNSUPPORTED.find((name) => isTrue(query, name));
  if (set !== undefined) throw unsupported(set, query.get(set), "false");
  const hash = query.get("hash") ?? "sha2-256";
  if (hash !== "sha2-256") throw unsupported("hash", hash, "sha2-256");
  // One file at a time: their bytes come one after the other in the request. Few blocks at a time bounds the memory.
  const common = {
    fileImportConcurrency: 1,
    blockWriteConcurrency: 8,
    wrapWithDirectory: isTrue(query, "wrap-with-directory"),
  };
  const profile = query.get("profile");
  if (profile === "unixfs-v0-2015" || profile === "unixfs-v1-2025") return { ...common, profile };
  if (profile !== null) throw unsupported("profile", profile, "unixfs-v0-2015 or unixfs-v1-2025");
  const cidVersion = query.get("cid-version") ?? "0";
  if (cidVersion !== "0" && cidVersion !== "1") throw unsupported("cid-version", cidVersion, "0 or 1");
  return {
    ...common,
    cidVersion: cidVersion === "1" ? 1 : 0,
    rawLeaves: query.has("raw-leaves") ? isTrue(query, "raw-leaves") : cidVersion === "1",
    shardSplitStrategy: "links-bytes",
    chunker: fixedSize({ chunkSize: chunkSize(query.get("chunker") ?? "size-262144") }),
    layout: balanced({ maxChildrenPerNode: maxLinks(query.get("max-file-links") ?? "174") }),
  };
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value === "" || value === "true" || value === "1";
}

function chunkSize(text: string): number {
  const size = Number(/^size-(\d{1,7})$/.exec(text)?.[1] ?? 0);
  if (size < 1 || size > MAX_CHUNK) throw unsupported("chunker", text, `size-1 to size-${MAX_CHUNK}`);
  return size;
}

function maxLinks(text: string): number {
  const links = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (links < 2 || links > 8_192) throw unsupported("max-file-links", text, "2 to 8192");
  return links;
}

function unsupported(name: string, value: string | null, allowed: string) {
  return failure("STORAGE_UNSUPPORTED", `${name}=${value?.slice(0, 64)} is not supported.`, `Use ${name}=${allowed}.`);
}

import { canonicalJson, MAX_DOCUMENT_BYTES } from "../digest/canonicalJson.ts";
import { parseDocument } from "../digest/parseDocument.ts";
import { createBlockReader } from "./fetchBlock.ts";
import { hasContent } from "./hasContent.ts";
import { readContent } from "./readContent.ts";
import { concat } from "./readLimited.ts";
import { requestPin } from "./requestPin.ts";
import type { Content, ReadOptions, Storage, StorageOptions, WriteOptions } from "./types.ts";
import { upload } from "./upload.ts";

const GIB = 2 ** 30;

/**
 * Content-addressed storage by an RPC API (to store) and gateways (to read), in browsers and Node.
 *
 * @example
 * const storage = createStorage({ api: "http://127.0.0.1:8501" });
 * const artifact = await storage.put(new TextEncoder().encode("abc"));
 * const bytes = await storage.get(artifact);
 */
export function createStorage(options: StorageOptions): Storage {
  const { pinning, maxBytes = GIB, timeoutMs = 15_000, uploadTimeoutMs = 60_000, headers = {} } = options;
  // A browser's fetch must be called on the window.
  const fetch: typeof globalThis.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const api = trim(options.api);
  const gateways = (options.gateways ?? [api]).map(trim);
  const readBlock = createBlockReader(gateways, fetch, timeoutMs);

  const stream: Storage["stream"] = (what, read: ReadOptions = {}) =>
    readContent(readBlock, what, Math.min(read.maxBytes ?? maxBytes, maxBytes), read.signal);

  const get: Storage["get"] = async (what, read) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of stream(what, read)) {
      chunks.push(chunk);
      size += chunk.length;
    }
    return concat(chunks, size);
  };

  const put = async (content: Content, { signal }: WriteOptions = {}) => {
    const artifact = await upload({ api, headers, maxBytes, fetch, timeoutMs: uploadTimeoutMs, signal }, content);
    signal?.throwIfAborted();
    if (pinning !== undefined) await requestPin(pinning, artifact.cid, fetch, timeoutMs);
    return artifact;
  };

  return {
    put,
    putJson: async (value, write) => put(canonicalJson(value), write),
    get,
    stream,
    getJson: async (schema, what, read = {}) =>
      parseDocument(
        schema,
        await get(what, { ...read, maxBytes: Math.min(read.maxBytes ?? MAX_DOCUMENT_BYTES, MAX_DOCUMENT_BYTES) }),
      ),
    has: (cid) => hasContent(gateways, cid, fetch, timeoutMs),
  };
}

function trim(url: string): string {
  return url.replace(/\/+$/, "");
}

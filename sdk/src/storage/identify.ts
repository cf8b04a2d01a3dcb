import { sha256 } from "@noble/hashes/sha2.js";
import { importByteStream } from "ipfs-unixfs-importer";
import { fixedSize } from "ipfs-unixfs-importer/chunker";
import { balanced } from "ipfs-unixfs-importer/layout";
import { bytesToHex } from "viem";
import type { Artifact } from "../schemas/Artifact.ts";

/** How artifacts are cut into blocks (bytes, links a node); a raw block up to one chunk. */
export const CHUNK_BYTES = 1_048_576;
export const MAX_LINKS = 1_024;

/**
 * CID, digest and size of content, computed without storing anything; memory is bounded by a few chunks.
 *
 * @example
 * (await identify([new TextEncoder().encode("abc")])).cid; // "bafkreif2pall7dybz7vecqka3zo24irdwabwdi4wc55jznaq75q7eaavvu"
 */
export async function identify(content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Artifact> {
  const hash = sha256.create();
  let size = 0;
  async function* measured() {
    for await (const chunk of content) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const { cid } = await importByteStream(
    measured(),
    { put: (key) => key },
    {
      cidVersion: 1,
      rawLeaves: true,
      chunker: fixedSize({ chunkSize: CHUNK_BYTES }),
      layout: balanced({ maxChildrenPerNode: MAX_LINKS }),
      blockWriteConcurrency: 4,
    },
  );
  return { cid: cid.toString(), digest: bytesToHex(hash.digest()), size };
}

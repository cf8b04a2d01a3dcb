import { exporter } from "ipfs-unixfs-exporter";
import type { CID } from "multiformats/cid";
import { DAG_PB, RAW } from "../digest/codes.ts";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { checkBlockCid } from "./parseBlockCid.ts";

/** One node of a file: the bytes it holds itself, then its children in order. Sizes are bytes of content. */
export type FileNode = { size: number; data: Uint8Array; children: { cid: CID; size: number }[] };

/**
 * Decodes a verified block as a node of a UnixFS file (or as a raw leaf).
 *
 * @throws BlacktailError `STORAGE_NOT_A_FILE` for directories, symlinks and other data, `STORAGE_MALFORMED`
 */
export async function decodeFileNode(cid: CID, block: Uint8Array): Promise<FileNode> {
  if (cid.code === RAW) return { size: block.length, data: block, children: [] };
  if (cid.code !== DAG_PB) throw notAFile(cid, `codec 0x${cid.code.toString(16)}`);
  const entry = await decode(cid, block);
  if (entry.type !== "file" || (entry.unixfs.type !== "file" && entry.unixfs.type !== "raw")) {
    throw notAFile(cid, entry.type === "file" ? entry.unixfs.type : entry.type);
  }
  const { node, unixfs } = entry;
  if (node.Links.length !== unixfs.blockSizes.length) {
    throw malformed(cid, `it has ${node.Links.length} links but ${unixfs.blockSizes.length} sizes`);
  }
  const data = unixfs.data ?? new Uint8Array();
  const children = node.Links.map((link, index) => ({
    cid: checkBlockCid(link.Hash),
    size: safeSize(cid, unixfs.blockSizes[index] ?? 0n),
  }));
  const size = safeSize(cid, BigInt(data.length) + unixfs.blockSizes.reduce((sum, each) => sum + each, 0n));
  return { size, data, children };
}

async function decode(cid: CID, block: Uint8Array) {
  try {
    return await exporter(cid, {
      get: function* () {
        yield block;
      },
    });
  } catch (cause) {
    throw malformed(cid, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function safeSize(cid: CID, size: bigint): number {
  if (size <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(size);
  throw malformed(cid, `it declares ${size} bytes`);
}

function notAFile(cid: CID, what: string): BlacktailError {
  return new BlacktailError({
    code: "STORAGE_NOT_A_FILE",
    message: `${cid} is no file (${what}).`,
    fix: "Name a file inside it by its path, or read its blocks with ?format=raw.",
  });
}

export function malformed(cid: CID, why: string, cause?: unknown): BlacktailError {
  return new BlacktailError({
    code: "STORAGE_MALFORMED",
    message: `${cid} is no well-formed UnixFS file: ${why}.`,
    fix: "Store the content again and use the new CID.",
    cause,
  });
}

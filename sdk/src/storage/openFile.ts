import type { CID } from "multiformats/cid";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { decodeFileNode, type FileNode, malformed } from "./decodeFileNode.ts";

/** Gives the bytes of one block, already checked against the CID. */
export type GetBlock = (cid: CID) => Promise<Uint8Array>;

export type OpenFileOptions = {
  /** Refuse files above this size, in bytes. Default: no limit. */
  maxBytes?: number;
  /** Blocks fetched ahead of the reader on each level. Default 4. */
  readAhead?: number;
  signal?: AbortSignal | undefined;
};

export type OpenFile = {
  /** Bytes of content. */
  size: number;
  /** Streams `length` bytes from `offset` (both in bytes; default: everything); blocks outside are never fetched. */
  read(range?: { offset?: number; length?: number }): AsyncGenerator<Uint8Array, void, undefined>;
};

/** Kubo's deepest real layout is 5; a deeper tree is made to exhaust the reader. */
const MAX_DEPTH = 32;
const MAX_BLOCKS = 1_048_576;

type Walk = {
  getBlock: GetBlock;
  ahead: number;
  signal: AbortSignal | undefined;
  start: number;
  end: number;
  blocks: number;
};

/**
 * Opens a UnixFS file for reading with bounded memory: at most `readAhead` blocks a level are held, whatever the file's
 * size. The size that each node declares is checked against what its children hold, so a hostile tree cannot yield more
 * than it declared.
 *
 * @throws BlacktailError `STORAGE_TOO_LARGE`, `STORAGE_NOT_A_FILE`, `STORAGE_MALFORMED` and what `getBlock` throws; the
 * generator throws the same.
 * @example
 * const file = await openFile(cid, getBlock, { maxBytes: 1_048_576 });
 * for await (const chunk of file.read({ offset: 10, length: 5 })) process(chunk);
 */
export async function openFile(cid: CID, getBlock: GetBlock, options: OpenFileOptions = {}): Promise<OpenFile> {
  const { maxBytes = Number.MAX_SAFE_INTEGER, readAhead = 4, signal } = options;
  const root = await decodeFileNode(cid, await getBlock(cid));
  if (root.size > maxBytes) {
    throw new BlacktailError({
      code: "STORAGE_TOO_LARGE",
      message: `${cid} has ${root.size} bytes; at most ${maxBytes} are allowed here.`,
      fix: "Raise the limit (maxBytes) if content of this size is expected.",
    });
  }
  return {
    size: root.size,
    read({ offset = 0, length = root.size - offset } = {}) {
      const end = Math.min(root.size, offset + length);
      return readNode({ getBlock, ahead: readAhead, signal, start: offset, end, blocks: 0 }, cid, root, 0, 0);
    },
  };
}

async function* readNode(
  walk: Walk,
  cid: CID,
  node: FileNode,
  at: number,
  depth: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  walk.signal?.throwIfAborted();
  if (depth > MAX_DEPTH) throw malformed(cid, `it is nested deeper than ${MAX_DEPTH} levels`);
  const own = node.data.subarray(Math.max(0, walk.start - at), Math.max(0, walk.end - at));
  if (own.length > 0) yield own;
  for await (const child of fetchAhead(walk, wantedChildren(walk, node, at))) {
    const childNode = await decodeFileNode(child.cid, child.block);
    if (childNode.size !== child.size) {
      throw malformed(child.cid, `it holds ${childNode.size} bytes where its parent declares ${child.size}`);
    }
    yield* readNode(walk, child.cid, childNode, child.at, depth + 1);
  }
}

type Child = { cid: CID; size: number; at: number };

function wantedChildren(walk: Walk, node: FileNode, at: number): Child[] {
  let position = at + node.data.length;
  const placed = node.children.map((child) => {
    const start = position;
    position += child.size;
    return { ...child, at: start };
  });
  return placed.filter((child) => child.size > 0 && child.at < walk.end && child.at + child.size > walk.start);
}

async function* fetchAhead(walk: Walk, children: Child[]): AsyncGenerator<Child & { block: Uint8Array }> {
  const pending: Promise<Uint8Array>[] = [];
  for (const [index, child] of children.entries()) {
    while (pending.length < Math.min(walk.ahead, children.length - index)) {
      const next = children[index + pending.length];
      if (next === undefined) break;
      if (++walk.blocks > MAX_BLOCKS) throw malformed(next.cid, `the file has more than ${MAX_BLOCKS} blocks`);
      const block = walk.getBlock(next.cid);
      // A block fetched ahead may fail before its turn; it is reported when its turn comes.
      block.catch(() => undefined);
      pending.push(block);
    }
    const block = await pending.shift();
    if (block !== undefined) yield { ...child, block };
  }
}

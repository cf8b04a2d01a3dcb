import { walkPath } from "ipfs-unixfs-exporter";
import type { CID } from "multiformats/cid";
import { notFound } from "../error.ts";
import { checkBlockCid, parseBlockCid } from "../sdk.ts";
import type { BlockStore } from "./BlockStore.ts";

const NO_DIRECTORY = new Set(["NotUnixFSError", "NoResolverError"]);

/** Where a path leads: the CID at its end, and every block passed on the way (the end excluded). */
export type Resolved = { cid: CID; root: CID; passed: CID[]; name: string };

/**
 * Follows `CID/name/name…` through directories.
 *
 * @throws BlacktailError `CID_INVALID`, `STORAGE_NOT_FOUND`
 */
export async function resolvePath(store: BlockStore, path: string): Promise<Resolved> {
  const [first = "", ...names] = path.split("/").filter(Boolean);
  const root = parseBlockCid(first);
  if (names.length === 0) return { cid: root, root, passed: [], name: "" };
  // A backslash escapes a slash in the exporter's paths; here it is part of a name.
  const escaped = [root.toString(), ...names.map((name) => name.replaceAll("/", "\\/"))].join("/");
  let roots: CID[] = [root];
  try {
    for await (const entry of walkPath(escaped, store.readable)) roots = entry.roots;
  } catch (error) {
    // A name below something that is no directory.
    if (error instanceof Error && NO_DIRECTORY.has(error.name)) throw notFound(`The path ${path.slice(0, 200)}`);
    throw error;
  }
  const cid = checkBlockCid(roots.at(-1) ?? root);
  return { cid, root, passed: roots.slice(0, -1), name: names.at(-1) ?? "" };
}

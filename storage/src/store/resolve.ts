import { walkPath } from "ipfs-unixfs-exporter";
import type { CID } from "multiformats/cid";
import { checkBlockCid, parseBlockCid } from "../sdk.ts";
import type { BlockStore } from "./BlockStore.ts";

/** Where a path leads: the CID at its end, and every block passed on the way (the end excluded). */
export type Resolved = { cid: CID; root: CID; passed: CID[]; name: string };

/**
 * Follows `CID/name/name…` through directories.
 *
 * @throws BlacktailError `CID_INVALID`, `STORAGE_NOT_FOUND`; NotFoundError of the exporter for a name that is not there
 */
export async function resolvePath(store: BlockStore, path: string): Promise<Resolved> {
  const [first = "", ...names] = path.split("/").filter(Boolean);
  const root = parseBlockCid(first);
  if (names.length === 0) return { cid: root, root, passed: [], name: "" };
  // A backslash escapes a slash in the exporter's paths; here it is part of a name.
  const escaped = [root.toString(), ...names.map((name) => name.replaceAll("/", "\\/"))].join("/");
  let roots: CID[] = [root];
  for await (const entry of walkPath(escaped, store.readable)) roots = entry.roots;
  const cid = checkBlockCid(roots.at(-1) ?? root);
  return { cid, root, passed: roots.slice(0, -1), name: names.at(-1) ?? "" };
}

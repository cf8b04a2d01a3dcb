import { decode } from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import { failure } from "../error.ts";
import { checkBlockCid, DAG_PB } from "../sdk.ts";
import type { BlockStore } from "./BlockStore.ts";

/**
 * Every block under the root once, parents before children, in the order of the links (depth first).
 *
 * @param read whether leaves are read too; without, their bytes are not given and only their presence is checked
 * @throws BlacktailError `STORAGE_NOT_FOUND` for the first block that is missing
 */
export async function* walkDag(
  store: BlockStore,
  root: CID,
  { read = true, seen = new Set<string>() }: { read?: boolean; seen?: Set<string> } = {},
): AsyncGenerator<{ cid: CID; bytes?: Uint8Array }> {
  const open = [root];
  for (let cid = open.pop(); cid !== undefined; cid = open.pop()) {
    const key = cid.toString();
    if (seen.has(key)) continue;
    seen.add(key);
    if (!read && cid.code !== DAG_PB) {
      if (!(await store.has(cid))) await store.get(cid);
      yield { cid };
      continue;
    }
    const bytes = await store.get(cid);
    yield { cid, bytes };
    if (cid.code === DAG_PB) open.push(...linksOf(cid, bytes).reverse());
  }
}

function linksOf(cid: CID, bytes: Uint8Array): CID[] {
  let links: CID[];
  try {
    links = decode(bytes).Links.map(({ Hash }) => CID.decode(Hash.bytes));
  } catch (cause) {
    throw failure("STORAGE_MALFORMED", `${cid} is no dag-pb block.`, "Store the content again.", cause);
  }
  return links.map(checkBlockCid);
}

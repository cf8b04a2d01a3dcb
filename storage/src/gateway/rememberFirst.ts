import type { GetBlock } from "../sdk.ts";

const REMEMBERED = 4;

/**
 * Reads the first blocks of an answer (root and first leaf, needed for headers and body) from the disk once only. Later
 * ones are not kept, so memory stays bounded.
 */
export function rememberFirst(get: GetBlock): GetBlock {
  const first = new Map<string, Promise<Uint8Array>>();
  return (cid) => {
    const key = cid.toString();
    const found = first.get(key);
    if (found !== undefined) return found;
    const block = get(cid);
    if (first.size < REMEMBERED) first.set(key, block);
    return block;
  };
}

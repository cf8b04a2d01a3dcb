import { parseBlockCid } from "./parseBlockCid.ts";

/**
 * Whether any gateway says it has the first block of the content. Gateways that fail count as not having it.
 *
 * @throws BlacktailError `CID_INVALID`
 */
export async function hasContent(
  gateways: readonly string[],
  text: string,
  fetch: typeof globalThis.fetch,
  timeoutMs: number,
): Promise<boolean> {
  const cid = parseBlockCid(text);
  for (const gateway of gateways) {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(`${gateway}/ipfs/${cid}?format=raw`, { method: "HEAD", signal });
      if (response.ok) return true;
    } catch {
      // Unreachable: the next one is asked.
    }
  }
  return false;
}

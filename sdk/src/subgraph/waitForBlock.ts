import { z } from "zod";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { querySubgraph } from "./querySubgraph.ts";

const Meta = z.object({ _meta: z.object({ block: z.object({ number: z.int() }) }).nullable() });

type WaitOptions = { timeoutMs?: number; intervalMs?: number; signal?: AbortSignal };

/**
 * Waits until the subgraph has indexed a block, so that what a transaction changed can be read from it.
 *
 * @param blockNumber The receipt's.
 * @param options `timeoutMs`: when to give up, default 30,000; `intervalMs`: between two looks, default 250.
 * @throws BlacktailError `SUBGRAPH_BEHIND`; what the subgraph said last is its cause.
 * @example
 * const { receipt } = await createJob(clients, terms);
 * await waitForBlock(url, receipt.blockNumber);
 */
export async function waitForBlock(
  url: string,
  blockNumber: bigint | number,
  { timeoutMs = 30_000, intervalMs = 250, signal }: WaitOptions = {},
): Promise<void> {
  const end = Date.now() + timeoutMs;
  let indexed = -1;
  let cause: unknown;
  while (true) {
    try {
      const { _meta } = await querySubgraph(url, "{ _meta { block { number } } }", {}, Meta);
      indexed = _meta?.block.number ?? indexed;
      cause = undefined;
    } catch (error) {
      // A subgraph that has no block yet answers with an error: it is asked again until the time is up.
      cause = error;
    }
    if (indexed >= Number(blockNumber)) return;
    signal?.throwIfAborted();
    if (Date.now() + intervalMs > end) throw behind(url, blockNumber, indexed, timeoutMs, cause);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}

function behind(
  url: string,
  wanted: bigint | number,
  indexed: number,
  timeoutMs: number,
  cause: unknown,
): BlacktailError {
  const state = indexed < 0 ? "has indexed nothing yet" : `is at block ${indexed}`;
  return new BlacktailError({
    code: "SUBGRAPH_BEHIND",
    message: `After ${timeoutMs} ms the subgraph at ${url} ${state}; block ${wanted} is not indexed.`,
    fix: "The transaction itself is final; reload in a while, and check graph-node's log if it stays behind.",
    retryable: true,
    cause,
  });
}

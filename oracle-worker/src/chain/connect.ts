import { BlacktailError, stripCredentials } from "@blacktail/sdk";
import { createPublicClient, fallback, http, type PublicClient, type Transport } from "viem";

const REQUEST_TIMEOUT_MS = 15_000;

/** Errors that are an answer (a revert, a refused transaction) and not a failure of the connection. */
const ANSWERS =
  /revert|nonce|underpriced|base fee|fee too low|intrinsic gas|gas limit|not supported|already known|insufficient funds|already imported/i;

/**
 * A client over the RPCs, in order: the next is asked when one fails.
 *
 * @param onError Called for each request that an RPC failed to answer.
 */
export function createClient(rpcUrls: readonly string[], onError: (method: string) => void): PublicClient {
  const transports = rpcUrls.map((url) => counted(http(url, { timeout: REQUEST_TIMEOUT_MS, retryCount: 0 }), onError));
  const [only] = transports;
  const transport = transports.length === 1 && only !== undefined ? only : fallback(transports, { retryCount: 0 });
  // The pause between looks is the worker's own; nothing may be served from a cache.
  return createPublicClient({ transport, cacheTime: 0, pollingInterval: 250 });
}

function counted(transport: Transport, onError: (method: string) => void): Transport {
  return (options) => {
    const inner = transport(options);
    const request: typeof inner.request = async (call) => {
      try {
        return await inner.request(call);
      } catch (error) {
        if (!ANSWERS.test(String(error))) onError(call.method);
        throw error;
      }
    };
    return { ...inner, request };
  };
}

/** @throws BlacktailError `WORKER_WRONG_CHAIN` when the RPC serves another chain than expected. */
export async function readChainId(client: PublicClient, expected: number | undefined, rpcUrls: readonly string[]) {
  const chainId = await client.getChainId();
  if (expected === undefined || expected === chainId) return chainId;
  throw new BlacktailError({
    code: "WORKER_WRONG_CHAIN",
    message: `${stripCredentials(rpcUrls.join(", "))} serves chain ${chainId}, this worker is set to chain ${expected}.`,
    fix: "Correct BLACKTAIL_CHAIN_RPC_URL or BLACKTAIL_CHAIN_ID.",
  });
}

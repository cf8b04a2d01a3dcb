import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";

/** What the local stack serves on its default ports (base 8500, chain 8545). */
const localStack = {
  chainId: 31337,
  chainName: "Local chain",
  rpcUrl: "http://127.0.0.1:8545",
  subgraphUrl: "http://127.0.0.1:8600/subgraphs/name/blacktail",
  storageApi: "http://127.0.0.1:8501",
  storageGateways: ["http://127.0.0.1:8501"],
  faucet: true,
};

/**
 * Answers `GET /config.json` in `vite` and `vite preview` from the environment variable `BLACKTAIL_DAPP_CONFIG` (JSON; read at each
 * request). A deployed dApp serves a static file in its place, so one build runs against any chain.
 */
export function runtimeConfig(): Plugin {
  const answer = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    if (request.url?.split("?")[0] !== "/config.json") return next();
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", "no-store");
    response.end(process.env.BLACKTAIL_DAPP_CONFIG ?? JSON.stringify(localStack));
  };
  return {
    name: "blacktail-runtime-config",
    configureServer: (server) => {
      server.middlewares.use(answer);
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(answer);
    },
  };
}

import { createPublicClient, http, type PublicClient } from "viem";
import type { Config } from "../config/schema.ts";
import { chainOf } from "./chainOf.ts";

const clients = new WeakMap<Config, PublicClient>();

/** One reading client per configuration: reads go to the dApp's own RPC, so that they work before a wallet is connected. */
export function publicClientOf(config: Config): PublicClient {
  const known = clients.get(config);
  if (known) return known;
  const client: PublicClient = createPublicClient({
    chain: chainOf(config),
    transport: http(config.rpcUrl, { batch: { wait: 10 } }),
    pollingInterval: 1_000,
  });
  clients.set(config, client);
  return client;
}

import { z } from "zod";

const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL" });

/** What `GET /config.json` answers: where this dApp finds its chain, index and storage. */
export const configSchema = z.object({
  chainId: z.int().positive(),
  chainName: z.string().min(1),
  rpcUrl: httpUrl,
  subgraphUrl: httpUrl,
  /** Kubo RPC base, where documents are written. */
  storageApi: httpUrl,
  /** Where they are read, tried in this order; every block is verified. */
  storageGateways: z.array(httpUrl).min(1),
  /** The chain is a local one whose coins are free; only changes hints. */
  faucet: z.boolean().optional(),
});

export type Config = z.infer<typeof configSchema>;

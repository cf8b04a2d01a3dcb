import { join } from "node:path";
import type { Address } from "viem";
import type { HDAccount } from "viem/accounts";
import { ACCOUNTS, privateKeyOf } from "./accounts.ts";
import type { StackInfo } from "./info.ts";
import { localChain } from "./network.ts";
import { ROOT } from "./options.ts";
import type { ProcessSpec } from "./supervisor.ts";

/** Bytes that the local store may fill. */
const STORE_QUOTA = 10 * 2 ** 30;

/** The store; of all web pages only the stack's own dApp may write to it. */
export function storageProcess(dir: string, port: number, { dappUrl }: Pick<StackInfo, "dappUrl">): ProcessSpec {
  return {
    command: process.execPath,
    args: [join(ROOT, "storage/src/main.ts")],
    env: {
      BLACKTAIL_STORAGE_DIR: dir,
      BLACKTAIL_STORAGE_PORT: String(port),
      BLACKTAIL_STORAGE_GRACE_MS: "2000",
      BLACKTAIL_STORAGE_ORIGINS: `${dappUrl},${dappUrl.replace("127.0.0.1", "localhost")}`,
      BLACKTAIL_STORAGE_QUOTA_BYTES: String(STORE_QUOTA),
    },
  };
}

/** The worker of the provider with this index (0-based). */
export function workerProcess(index: number, info: StackInfo, dir: string): ProcessSpec {
  const provider = ACCOUNTS.providers[index];
  const operator = ACCOUNTS.operators[index];
  const url = info.workerUrls[index];
  if (!provider || !operator || !url) throw new Error(`The local chain has no provider ${index}.`);
  return providerProcess({ provider: provider.address, operator, url, dir }, info);
}

/** The worker of a provider, which answers at `url` and keeps its data in `dir`. */
export function providerProcess(
  { provider, operator, url, dir }: { provider: Address; operator: HDAccount; url: string; dir: string },
  { rpcUrl, chainId, storageApi }: Pick<StackInfo, "rpcUrl" | "chainId" | "storageApi">,
): ProcessSpec {
  return {
    command: process.execPath,
    args: [join(ROOT, "oracle-worker/src/main.ts")],
    env: {
      BLACKTAIL_CHAIN_RPC_URL: rpcUrl,
      BLACKTAIL_CHAIN_ID: String(chainId),
      BLACKTAIL_PROVIDER: provider,
      // By the environment, not an argument: other users of the machine can read arguments.
      BLACKTAIL_OPERATOR_KEY: privateKeyOf(operator),
      BLACKTAIL_STORAGE_API: storageApi,
      BLACKTAIL_DATA_DIR: dir,
      BLACKTAIL_HTTP_PORT: new URL(url).port,
      BLACKTAIL_PUBLIC_URL: url,
      BLACKTAIL_POLL_MS: "250",
      // A chain that stood still while the stack was down is no sign of a lagging node here.
      BLACKTAIL_MAX_HEAD_AGE_SECONDS: "0",
      BLACKTAIL_CLAIM_JITTER_MS: "500",
      BLACKTAIL_PUBLIC_SERVICE: "true",
    },
    graceMs: 10_000,
  };
}

/** Serves the built dApp with the stack's addresses as its runtime configuration. */
export function dappProcess(info: StackInfo, port: number): ProcessSpec {
  return {
    command: process.execPath,
    args: [
      join(ROOT, "node_modules/vite/bin/vite.js"),
      "preview",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--strictPort",
    ],
    cwd: join(ROOT, "frontend"),
    env: {
      BLACKTAIL_DAPP_CONFIG: JSON.stringify({
        chainId: info.chainId,
        chainName: localChain(info.rpcUrl).name,
        rpcUrl: info.rpcUrl,
        subgraphUrl: info.subgraphUrl,
        storageApi: info.storageApi,
        storageGateways: [info.storageApi],
        faucet: true,
      }),
    },
  };
}

import { rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BlacktailError } from "@blacktail/sdk";
import { writeBootstrap } from "./bootstrap.ts";
import type { ProcessSpec } from "./process.ts";
import type { Published } from "./publish.ts";

export type GraphNodePorts = {
  /** GraphQL: queries at /subgraphs/name/NAME. */
  http: number;
  /** JSON-RPC that deploys; whoever reaches it can deploy and remove. */
  admin: number;
  /** GraphQL about the state of indexing. */
  index: number;
  /** Prometheus. */
  metrics: number;
};

export type GraphNodeOptions = {
  /** Working folder; deployments' files lie here. */
  dir: string;
  ports: GraphNodePorts;
  /** The network's name in the manifest. */
  network: string;
  rpcUrl: string;
  /** Storage that serves manifests and models' cards; it must answer before graph-node serves anything. */
  ipfsUrl: string;
  /** As `createDatabase` returns it. */
  postgresUrl: string;
};

/**
 * graph-node for one chain, made ready to start. Postgres must be up before it, and its ports free: it starts even when one
 * is taken.
 *
 * Warning: it listens on all interfaces, its admin port included; keep the machine behind a firewall.
 * @throws BlacktailError `GRAPH_NODE_NOT_INSTALLED`
 */
export async function prepareGraphNode(options: GraphNodeOptions): Promise<ProcessSpec> {
  const { dir, ports, network, rpcUrl, ipfsUrl, postgresUrl } = options;
  const settings = {
    "--manifests": await writeBootstrap(dir, network),
    "--http-port": ports.http,
    "--admin-port": ports.admin,
    "--index-node-port": ports.index,
    "--metrics-port": ports.metrics,
  };
  return {
    command: binary(),
    args: ["dev", ...Object.entries(settings).flatMap(([name, value]) => [name, String(value)])],
    cwd: dir,
    env: {
      // By the environment: whoever is on the machine can read arguments, and these hold a password and perhaps a key.
      POSTGRES_URL: postgresUrl,
      ETHEREUM_RPC: `${network}:${rpcUrl}`,
      IPFS: ipfsUrl,
      // Both together make a block visible within a second; without the first most wait for half a minute.
      GRAPH_STORE_DISABLE_CHAIN_HEAD_PTR_CACHE: "true",
      ETHEREUM_POLLING_INTERVAL: "200",
      // Seconds that writes are gathered; a first sync is queryable sooner.
      GRAPH_STORE_WRITE_BATCH_DURATION: "1",
      GRAPH_ALLOW_NON_DETERMINISTIC_FULLTEXT_SEARCH: "true",
      // A stranger's manifest may name any file; this is twice what a manifest may have.
      GRAPH_MAX_IPFS_FILE_BYTES: String(2 << 20),
      GRAPH_LOG: "info",
      NO_COLOR: "1",
    },
    // It ignores SIGTERM.
    stopSignal: "SIGINT",
    graceMs: 8_000,
  };
}

/** The path of the graph-node that npm installed. */
export function binary(): string {
  const name = `@graphprotocol/gnd-${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", "gnd");
  } catch (cause) {
    throw new BlacktailError({
      code: "GRAPH_NODE_NOT_INSTALLED",
      message: `graph-node's package for this platform, ${name}, is not installed.`,
      fix: "Run npm ci on Linux x64 (glibc 2.34 or newer), or run a graph-node of your own and deploy to it.",
      cause,
    });
  }
}

/** Puts a deployment's files where graph-node looks for them by CID. Whole files only: a kill in the middle leaves none half-written. */
export async function placeFiles(dir: string, { files }: Published): Promise<void> {
  for (const [cid, content] of files) {
    const file = join(dir, cid);
    await writeFile(`${file}.new`, content);
    await rename(`${file}.new`, file);
  }
}

/** Whether graph-node answers about its indexing, and would deploy. */
export async function graphNodeReady(ports: GraphNodePorts): Promise<boolean> {
  try {
    await indexQuery(ports, "{ indexingStatuses { subgraph } }");
    await postJson(`http://127.0.0.1:${ports.admin}`, { jsonrpc: "2.0", id: 1, method: "ready" });
    return true;
  } catch {
    // Refused or still starting: both mean not ready, and the supervisor's time limit has the last word.
    return false;
  }
}

export type IndexStatus = {
  health: "healthy" | "unhealthy" | "failed";
  synced: boolean;
  /** The newest block indexed; undefined before the first. */
  block: number | undefined;
  /** The newest block that graph-node knows of. */
  head: number | undefined;
  /** Why indexing stopped. */
  error: string | undefined;
};

/** How far a deployment is indexed; undefined when graph-node does not know it. */
export async function indexStatus(ports: GraphNodePorts, cid: string): Promise<IndexStatus | undefined> {
  const data = (await indexQuery(
    ports,
    `{ indexingStatuses(subgraphs: ["${cid}"]) {
      health synced fatalError { message } chains { latestBlock { number } chainHeadBlock { number } }
    } }`,
  )) as { indexingStatuses: RawStatus[] };
  const status = data.indexingStatuses[0];
  if (status === undefined) return undefined;
  const chain = status.chains[0];
  return {
    health: status.health,
    synced: status.synced,
    block: numberOf(chain?.latestBlock),
    head: numberOf(chain?.chainHeadBlock),
    error: status.fatalError?.message,
  };
}

type RawBlock = { number: string } | null | undefined;
type RawStatus = {
  health: IndexStatus["health"];
  synced: boolean;
  fatalError: { message: string } | null;
  chains: { latestBlock: RawBlock; chainHeadBlock: RawBlock }[];
};

const numberOf = (block: RawBlock) => (block ? Number(block.number) : undefined);

/**
 * Deploys by CID under a name; needs `placeFiles` first. A deployment that is there already keeps its index.
 * @throws BlacktailError `SUBGRAPH_DEPLOY_FAILED`
 */
export async function deploySubgraph(ports: GraphNodePorts, name: string, cid: string): Promise<void> {
  const known = (await indexStatus(ports, cid)) !== undefined;
  if (known && (await currentDeployment(ports, name)) === cid) return;
  await admin(ports, "subgraph_create", { name }, /already exists/);
  await admin(ports, "subgraph_deploy", { name, ipfs_hash: cid });
}

async function currentDeployment(ports: GraphNodePorts, name: string): Promise<string | undefined> {
  const data = (await indexQuery(
    ports,
    `{ indexingStatusForCurrentVersion(subgraphName: "${name}") { subgraph } }`,
  )) as {
    indexingStatusForCurrentVersion: { subgraph: string } | null;
  };
  return data.indexingStatusForCurrentVersion?.subgraph;
}

async function admin(
  ports: GraphNodePorts,
  method: string,
  params: Record<string, string>,
  fine?: RegExp,
): Promise<void> {
  const answer = (await postJson(`http://127.0.0.1:${ports.admin}`, { jsonrpc: "2.0", id: 1, method, params })) as {
    error?: { message: string };
  };
  if (answer.error === undefined || fine?.test(answer.error.message)) return;
  throw new BlacktailError({
    code: "SUBGRAPH_DEPLOY_FAILED",
    message: `graph-node refused ${method} of ${params.name}: ${answer.error.message}`,
    fix: "Look into graph-node's log for the reason.",
  });
}

async function indexQuery(ports: GraphNodePorts, query: string): Promise<unknown> {
  const answer = (await postJson(`http://127.0.0.1:${ports.index}/graphql`, { query })) as {
    data?: unknown;
    errors?: { message: string }[];
  };
  if (answer.data === undefined || answer.errors !== undefined)
    throw new Error(answer.errors?.[0]?.message ?? "no data");
  return answer.data;
}

async function postJson(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  return await response.json();
}

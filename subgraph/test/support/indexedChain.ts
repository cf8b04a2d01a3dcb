import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { querySubgraph } from "@blacktail/sdk";
import type { Hex } from "viem";
import { startChain, type TestChain } from "../../../sdk/test/support/startChain.ts";
import { buildSubgraph } from "../../lib/build.ts";
import {
  deploySubgraph,
  type GraphNodePorts,
  graphNodeReady,
  indexStatus,
  placeFiles,
  prepareGraphNode,
} from "../../lib/graphNode.ts";
import { createDatabase } from "../../lib/postgres.ts";
import type { ProcessSpec } from "../../lib/process.ts";
import { publishSubgraph } from "../../lib/publish.ts";
import { freePorts } from "./freePorts.ts";
import { spawnProcess } from "./spawnProcess.ts";
import { temporaryPostgres } from "./temporaryPostgres.ts";
import { until } from "./until.ts";

const NAME = "blacktail";

/** A local chain with Blacktail on it and a real graph-node that indexes it. */
export type IndexedChain = {
  chain: TestChain;
  storageApi: string;
  subgraphUrl: string;
  ports: GraphNodePorts;
  cid: string;
  /** Milliseconds that publishing and deploying took. */
  publishMs: number;
  /** Waits until the chain's newest block is indexed, by its hash: after a reorganisation numbers alone say little. */
  caughtUp(): Promise<void>;
  /** Indexes the chain a second time, from its beginning, up to its present block. @returns where to query that */
  indexAfresh(): Promise<string>;
  /** Kills graph-node without a chance to clean up, starts it again and waits until it serves. */
  killGraphNode(): Promise<void>;
  /** Ends graph-node in good order and starts it again. */
  restartGraphNode(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts all of it on free ports; ends with `stop`, also when it fails half-way. */
export async function startIndexedChain(): Promise<IndexedChain> {
  const folder = await mkdtemp(join(tmpdir(), "blacktail-index-"));
  const cleanUp: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    await buildSubgraph();
    const chain = await startChain();
    cleanUp.push(chain.stop);
    const postgres = await temporaryPostgres();
    cleanUp.push(postgres.stop);
    const storageApi = await startStorage(folder, cleanUp);

    const { hash } = await chain.publicClient.getBlock({ blockNumber: 0n });
    const [http = 0, admin = 0, index = 0, metrics = 0] = await freePorts(4);
    const ports = { http, admin, index, metrics };
    const dir = join(folder, "graph-node");
    const prepared = await prepareGraphNode({
      dir,
      ports,
      network: "localhost",
      rpcUrl: chain.rpcUrl,
      ipfsUrl: storageApi,
      postgresUrl: await createDatabase(postgres, hash),
    });
    // Whoever waits for the index, as tests do, waits for this after each block.
    const spec = { ...prepared, env: { ...prepared.env, ETHEREUM_POLLING_INTERVAL: "50" } };
    const start = async () => {
      const running = spawnProcess(spec, join(folder, "graph-node.log"));
      await until("graph-node", () => graphNodeReady(ports)).catch((error: Error) => {
        throw new Error(`${error.message}\n${running.log().split("\n").slice(-15).join("\n")}`);
      });
      return running;
    };
    let graphNode = await start();
    cleanUp.push(() => graphNode.stop());

    const started = performance.now();
    const { startBlock, ...addresses } = chain.addresses;
    const published = await publishSubgraph({ network: "localhost", startBlock, addresses }, { api: storageApi });
    await placeFiles(dir, published);
    await deploySubgraph(ports, NAME, published.cid);
    const urlOf = (name: string) => `http://127.0.0.1:${http}/subgraphs/name/${name}`;
    const publishMs = performance.now() - started;

    const again = async (signal?: NodeJS.Signals) => {
      await graphNode.stop(signal);
      graphNode = await start();
      await deploySubgraph(ports, NAME, published.cid);
    };
    await until("the first indexed block", async () => (await indexStatus(ports, published.cid))?.block !== undefined);
    return {
      chain,
      storageApi,
      subgraphUrl: urlOf(NAME),
      ports,
      cid: published.cid,
      publishMs,
      async caughtUp() {
        await until("the newest block", async () => {
          const { hash } = await chain.publicClient.getBlock();
          const { _meta } = await querySubgraph<{ _meta: { block: { hash: Hex } } }>(
            urlOf(NAME),
            "{ _meta { block { hash } } }",
          );
          return _meta.block.hash === hash;
        });
      },
      async indexAfresh() {
        // The same manifest would be the same deployment; nothing happens in block 0.
        const other = { network: "localhost", startBlock: startBlock + 1, addresses };
        const second = await publishSubgraph(other, { api: storageApi });
        await placeFiles(dir, second);
        await deploySubgraph(ports, "afresh", second.cid);
        const head = Number(await chain.publicClient.getBlockNumber());
        await until("a second index", async () => ((await indexStatus(ports, second.cid))?.block ?? -1) >= head);
        return urlOf("afresh");
      },
      killGraphNode: () => again("SIGKILL"),
      restartGraphNode: () => again(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startStorage(folder: string, cleanUp: (() => Promise<void>)[]): Promise<string> {
  const [port = 0] = await freePorts(1);
  const api = `http://127.0.0.1:${port}`;
  await mkdir(join(folder, "storage"));
  const spec: ProcessSpec = {
    command: process.execPath,
    args: [join(import.meta.dirname, "../../../storage/src/main.ts")],
    env: { BLACKTAIL_STORAGE_DIR: join(folder, "storage"), BLACKTAIL_STORAGE_PORT: String(port) },
    cwd: folder,
    stopSignal: "SIGTERM",
    graceMs: 12_000,
  };
  const running = spawnProcess(spec, join(folder, "storage.log"));
  cleanUp.push(() => running.stop());
  await until("storage", async () => (await fetch(`${api}/api/v0/version`, { method: "POST" })).ok);
  return api;
}

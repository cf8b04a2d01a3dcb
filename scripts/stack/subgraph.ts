import { addressesOf } from "@blacktail/sdk";
import {
  deploySubgraph,
  graphNodeReady,
  indexStatus,
  placeFiles,
  prepareGraphNode,
} from "../../subgraph/lib/graphNode.ts";
import { publishSubgraph } from "../../subgraph/lib/publish.ts";
import type { StackInfo } from "./info.ts";
import type { Ports } from "./options.ts";
import type { Supervisor } from "./supervisor.ts";

const NETWORK = "localhost";
const NAME = "blacktail";

/** Starts graph-node, deploys the subgraph (a known one keeps its index), and waits until it answers for the chain as it is now. */
export async function startSubgraph(part: {
  supervisor: Supervisor;
  info: StackInfo;
  ports: Ports;
  databaseUrl: string;
  workDir: string;
  patienceMs: number;
}): Promise<void> {
  const { supervisor, info, workDir, databaseUrl, patienceMs } = part;
  const ports = {
    http: part.ports.graph,
    admin: part.ports.graphAdmin,
    index: part.ports.graphIndex,
    metrics: part.ports.graphMetrics,
  };
  const node = await prepareGraphNode({
    dir: workDir,
    ports,
    network: NETWORK,
    rpcUrl: info.rpcUrl,
    ipfsUrl: info.storageApi,
    postgresUrl: databaseUrl,
  });
  const { startBlock, ...addresses } = addressesOf(info.chainId);
  const published = await publishSubgraph({ network: NETWORK, startBlock, addresses }, { api: info.storageApi });
  await placeFiles(workDir, published);
  // Without its database it would wait for it for ever; what it has committed is safe.
  supervisor.start("graph", { ...node, deathSignal: "SIGKILL" });
  await supervisor.ready("graph", () => graphNodeReady(ports), patienceMs);
  await deploySubgraph(ports, NAME, published.cid);
  await supervisor.ready(
    "subgraph",
    async () => {
      const status = await indexStatus(ports, published.cid);
      if (status?.error) throw new Error(status.error);
      return status?.health === "healthy" && status.block !== undefined;
    },
    patienceMs,
  );
}

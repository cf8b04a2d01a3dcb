import { join } from "node:path";
import type { Address } from "viem";
import { ACCOUNTS, MNEMONIC } from "./accounts.ts";
import { LOCAL_CHAIN_ID } from "./network.ts";
import type { StackOptions } from "./options.ts";
import { startTime } from "./process-identity.ts";

/** Where a running stack answers; `stack.json` in its folder. */
export type StackInfo = {
  /** The process that supervises it, and its start time, which tells it from a later process of the same id. */
  pid: number;
  startTime: string;
  chainId: number;
  rpcUrl: string;
  subgraphUrl: string;
  storageApi: string;
  dappUrl: string;
  workerUrls: string[];
  logDir: string;
  mnemonic: string;
  accounts: {
    deployer: Address;
    developer: Address;
    buyer: Address;
    providers: Address[];
    operators: Address[];
    tester: Address;
  };
  /** From the start to the last part's answer. */
  readySeconds: number;
};

export function describeStack({ ports, dataDir }: StackOptions): StackInfo {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    pid: process.pid,
    startTime: startTime(process.pid) ?? "",
    chainId: LOCAL_CHAIN_ID,
    rpcUrl: at(ports.chain),
    subgraphUrl: `${at(ports.graph)}/subgraphs/name/blacktail`,
    storageApi: at(ports.storage),
    dappUrl: at(ports.dapp),
    workerUrls: [ports.worker1, ports.worker2, ports.worker3].map(at),
    logDir: join(dataDir, "logs"),
    mnemonic: MNEMONIC,
    accounts: {
      deployer: ACCOUNTS.deployer.address,
      developer: ACCOUNTS.developer.address,
      buyer: ACCOUNTS.buyer.address,
      providers: ACCOUNTS.providers.map(({ address }) => address),
      operators: ACCOUNTS.operators.map(({ address }) => address),
      tester: ACCOUNTS.tester.address,
    },
    readySeconds: 0,
  };
}

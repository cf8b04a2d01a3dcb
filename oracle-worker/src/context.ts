import type { Storage } from "@blacktail/sdk";
import type { PublicClient } from "viem";
import type { ChainWatcher } from "./chain/chainWatcher.ts";
import type { Contracts } from "./chain/contracts.ts";
import type { Jobs } from "./chain/jobs.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/parse.ts";
import type { GpuSlot } from "./device/gpuSlot.ts";
import type { Offer } from "./device/offer.ts";
import type { Health } from "./http/health.ts";
import type { Metrics } from "./http/metrics.ts";
import type { ProgressHub } from "./http/progress.ts";
import type { Log } from "./log.ts";
import type { Memory } from "./outbox/memory.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { Sandbox } from "./run/sandbox.ts";

/** What every part of a running worker shares. */
export type Context = {
  config: Config;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  health: Health;
  progress: ProgressHub;
  client: PublicClient;
  chainId: number;
  contracts: Contracts;
  memory: Memory;
  outbox: Outbox;
  /** Reads the chain; whoever wants more of its events follows it. */
  watcher: ChainWatcher;
  jobs: Jobs;
  storage: Storage;
  sandbox: Sandbox;
  /** What computes here, the fastest first. */
  devices: Offer["devices"];
  gpu: GpuSlot;
  /** Where this chain's and operator's files live. */
  dataDir: string;
  /** Aborted when nothing new is to be begun. */
  stopping: AbortSignal;
  /** Aborted when everything in hand is to be dropped at once. */
  abandon: AbortSignal;
};

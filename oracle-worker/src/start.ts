import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { BlacktailError, createStorage, providerRegistryAbi } from "@blacktail/sdk";
import type { PublicClient } from "viem";
import { announceCapabilities } from "./announceCapabilities.ts";
import { readAttestationKey } from "./chain/attestationKey.ts";
import { Backoff } from "./chain/backoff.ts";
import { ChainWatcher } from "./chain/chainWatcher.ts";
import { createClient, readChainId } from "./chain/connect.ts";
import { assertDeployed, contractsOf } from "./chain/contracts.ts";
import { Jobs } from "./chain/jobs.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/parse.ts";
import type { Context } from "./context.ts";
import { attempt, Journal } from "./data/journal.ts";
import { type Drivers, findDrivers } from "./device/drivers.ts";
import { GpuSlot } from "./device/gpuSlot.ts";
import { findOffer, type Offer } from "./device/offer.ts";
import { Health } from "./http/health.ts";
import { createMetrics, type Metrics } from "./http/metrics.ts";
import { ProgressHub } from "./http/progress.ts";
import { serve } from "./http/server.ts";
import { endpointIntent } from "./job/intents.ts";
import type { Log } from "./log.ts";
import { watchOutbox } from "./outbox/gauges.ts";
import { Memory } from "./outbox/memory.ts";
import { Outbox } from "./outbox/outbox.ts";
import type { WorkerRecord } from "./outbox/records.ts";
import { PanelDesk } from "./panels/panelDesk.ts";
import { judged } from "./retry.ts";
import { chooseSandbox, type Sandbox } from "./run/sandbox.ts";
import { watchStorage } from "./storageWatch.ts";
import { Worker } from "./worker.ts";

/** Runs the worker until it is told to stop. @throws BlacktailError that another start may or may not mend (`retryable`) */
export async function start(config: Config, clock: Clock, log: Log, stop: AbortSignal): Promise<void> {
  const health = new Health(["chain", "storage"]);
  const metrics = createMetrics();
  const progress = new ProgressHub();
  const { server, url } = await serve({ host: config.HTTP_HOST, port: config.HTTP_PORT, health, metrics, progress });
  log.info(
    { url, provider: config.PROVIDER, operator: config.operator.address, dataDir: config.DATA_DIR },
    "worker started",
  );
  const abandon = new AbortController();
  const storageWatch = watchStorage(config.STORAGE_API, health, clock, log, stop);
  try {
    const client = createClient(config.CHAIN_RPC_URL, (method) => metrics.rpcErrors.inc({ method }));
    const { kind, why } = await chooseSandbox(config.SANDBOX);
    log[kind === "none" ? "warn" : "info"]({ sandbox: kind, why }, "jobs run in this sandbox");
    const drivers = findDrivers(process.env, { software: config.DEVICES === "webgpu" });
    const sandbox = { kind, hidden: [config.DATA_DIR, ...config.hidden], drivers };
    const devices = await findDevices(config, sandbox, { log, health, metrics, stop });
    if (devices === undefined) return;
    const ground = await findGround(client, config, health, clock, log, stop);
    if (ground === undefined) return;
    const { chainId, contracts, dataDir } = ground;
    const { journal, records } = Journal.open<WorkerRecord>(join(dataDir, "journal"));
    const memory = new Memory(journal, records);
    watchOutbox(metrics.registry, memory, clock);
    const outbox = new Outbox({
      client,
      chainId,
      account: config.operator,
      memory,
      clock,
      log,
      pollMs: Math.min(config.POLL_MS, 1_000),
      stuckMs: config.TX_STUCK_MS,
      maxFeePerGas: config.MAX_FEE_GWEI,
      signal: abandon.signal,
      onOutcome: (key, outcome) => metrics.transactions.inc({ kind: key.split(":")[0] ?? key, outcome }),
    });
    const watcher = new ChainWatcher({
      client,
      startBlock: contracts.startBlock,
      reorgBlocks: config.REORG_BLOCKS,
      chunkBlocks: config.LOG_CHUNK_BLOCKS,
      clock,
      log,
    });
    const jobs = new Jobs(contracts.JobEscrow);
    watcher.follow(jobs);
    const storage = createStorage(config.storageOptions());
    const gpu = new GpuSlot();
    const shared = { config, clock, log, metrics, health, progress, client, chainId, contracts, memory, outbox };
    const context: Context = {
      ...shared,
      watcher,
      jobs,
      storage,
      sandbox,
      devices,
      gpu,
      dataDir,
      stopping: stop,
      abandon: abandon.signal,
    };
    const worker = new Worker(context, [new PanelDesk(context)]);
    await untilStopped(outbox.recover(), stop);
    if (!stop.aborted) {
      announce(context).catch((error: unknown) => {
        if (!abandon.signal.aborted) log.warn({ err: judged(error) }, "the endpoint could not be announced");
      });
      announceCapabilities(context).catch((error: unknown) => {
        if (!abandon.signal.aborted) log.warn({ err: judged(error) }, "the capabilities could not be announced");
      });
      tellAttestationKey(context).catch((error: unknown) => {
        if (!abandon.signal.aborted) log.warn({ err: judged(error) }, "cannot see whether the attestation key counts");
      });
      await worker.run(stop);
    }
    await Promise.race([Promise.allSettled(worker.shortSteps), clock.sleep(config.GRACE_MS)]);
    abandon.abort(new Error("the worker stops"));
    await worker.abandon(new Error("the worker stops"));
    journal.close();
  } finally {
    abandon.abort(new Error("the worker stops"));
    progress.close();
    await closed(server);
    if (stop.aborted) await storageWatch;
  }
}

/** Finds what jobs can compute with, and says so; undefined when told to stop before. */
async function findDevices(
  { DEVICES, DATA_DIR, MAX_MEMORY_MIB }: Config,
  sandbox: Sandbox & { drivers: Drivers },
  { log, health, metrics, stop }: { log: Log; health: Health; metrics: Metrics; stop: AbortSignal },
): Promise<Offer["devices"] | undefined> {
  const options = { wanted: DEVICES, sandbox, dataDir: DATA_DIR, memoryMiB: MAX_MEMORY_MIB, signal: stop };
  const offer = await findOffer(options).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  if (offer === undefined) return undefined;
  const { devices, missing } = offer;
  log.info({ devices, missing }, "jobs compute with these devices");
  health.note("devices", devices);
  for (const device of devices) metrics.devices.set({ device }, 1);
  for (const { device } of missing) metrics.devices.set({ device }, 0);
  return devices;
}

type Ground = { chainId: number; contracts: ReturnType<typeof contractsOf>; dataDir: string };

/** Waits for the chain and finds the contracts on it; undefined when told to stop before. */
async function findGround(
  client: PublicClient,
  config: Config,
  health: Health,
  clock: Clock,
  log: Log,
  stop: AbortSignal,
): Promise<Ground | undefined> {
  const backoff = new Backoff(clock);
  while (!stop.aborted) {
    try {
      const chainId = await readChainId(client, config.CHAIN_ID, config.CHAIN_RPC_URL);
      const contracts = contractsOf(chainId, config.ADDRESSES_FILE);
      await assertDeployed(client, contracts, chainId);
      const genesis = await client.getBlock({ blockNumber: 0n });
      // A folder for each chain and operator: what is remembered of one says nothing of another.
      const name = `${chainId}-${genesis.hash.slice(2, 10)}-${config.operator.address.slice(2, 10).toLowerCase()}`;
      const dataDir = join(config.DATA_DIR, name);
      attempt(dataDir, () => mkdirSync(dataDir, { recursive: true, mode: 0o700 }));
      log.info({ chainId, escrow: contracts.JobEscrow, dataDir }, "connected to the chain");
      return { chainId, contracts, dataDir };
    } catch (error) {
      const reason = judged(error);
      if (!reason.retryable) throw reason;
      health.bad("chain", reason.message);
      log.warn({ err: reason, retryMs: backoff.nextMs }, "cannot use the chain yet; trying again");
      await backoff.pause(stop);
    }
  }
  return undefined;
}

/** Announces the endpoint on chain, if one is set and the chain knows another. */
async function announce({ config, client, contracts, outbox, log }: Context): Promise<void> {
  if (config.PUBLIC_URL === undefined) return;
  const events = await client.getContractEvents({
    address: contracts.ProviderRegistry,
    abi: providerRegistryAbi,
    eventName: "EndpointChanged",
    args: { provider: config.PROVIDER },
    fromBlock: contracts.startBlock,
  });
  if (events.at(-1)?.args.endpoint === config.PUBLIC_URL) return;
  const receipt = await outbox.send(endpointIntent(contracts.ProviderRegistry, config.PROVIDER, config.PUBLIC_URL));
  if (receipt !== undefined) log.info({ endpoint: config.PUBLIC_URL }, "endpoint announced on chain");
}

/** Says at the start whether results will be attested, so that its owner learns of a bad key before the first of them. */
async function tellAttestationKey(context: Context): Promise<void> {
  const { config, log } = context;
  const standing = await readAttestationKey(context);
  if (standing === undefined) return;
  if ("problem" in standing) log.warn({ reason: standing.problem }, "results go without an attestation");
  else log.info({ key: config.attester?.address, until: `${standing.expires}` }, "results are attested");
}

async function untilStopped(work: Promise<void>, stop: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => stop.addEventListener("abort", () => resolve(), { once: true }));
  // Left behind by a stop, the recovery ends when everything is abandoned; that is no news then.
  work.catch(() => undefined);
  await Promise.race([work, stopped]);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Whether starting again may help. */
export const isWorthAnotherStart = (error: unknown): boolean => error instanceof BlacktailError && error.retryable;

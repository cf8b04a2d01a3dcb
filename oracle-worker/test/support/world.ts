import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDemoDataset } from "@blacktail/frameworks";
import {
  approveModule,
  createJob,
  createStorage,
  currencyOf,
  deposit,
  depositAndApprove,
  getJob,
  type Job,
  type JobSpec,
  type JobTerms,
  jobEscrowAbi,
  NATIVE,
  profileIndex,
  type Storage,
  stake,
  trainingSpec,
  vaultAbi,
} from "@blacktail/sdk";
import { type Hex, parseEther } from "viem";
import { testAccount, testKey } from "../../../sdk/test/support/accounts.ts";
import { setAuditRate } from "../../../sdk/test/support/setAuditRate.ts";
import { startChain, type TestChain } from "../../../sdk/test/support/startChain.ts";
import { Service, startStorage } from "./processes.ts";

export const DEVELOPER = 1;

export type World = {
  chain: TestChain;
  storage: Storage;
  storageUrl: string;
  storageService: Service;
  storageFolder: string;
  folder: string;
  /** Kills the workers that still run. */
  killWorkers: () => Promise<void>;
  /** Kills the workers, and makes the chain what it was at the first call, and data folders empty: what a test did cannot be felt by the next. */
  renew: () => Promise<void>;
  /** Ends everything. */
  stop: () => Promise<void>;
};

/**
 * A chain with the contracts, a storage gateway, money for the developer, stakes for the providers. No lot falls on results.
 *
 * @param token What the storage asks of writers.
 */
export async function startWorld(providers: readonly number[] = [3], token?: string): Promise<World> {
  const env: Record<string, string> = token === undefined ? {} : { BLACKTAIL_STORAGE_TOKEN: token };
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const [chain, store] = await Promise.all([startChain(), startStorage(0, undefined, env)]);
  const folder = mkdtempSync(join(tmpdir(), "worker-world-"));
  const { BlackToken, JobEscrow, ProviderRegistry } = chain.addresses;
  const black = currencyOf(BlackToken);
  await setAuditRate(chain.clients(0), 0);
  await depositAndApprove(chain.clients(DEVELOPER), { currency: NATIVE, amount: parseEther("100"), module: JobEscrow });
  for (const provider of providers) {
    const to = testAccount(provider).address;
    await deposit(chain.clients(0), { currency: black, amount: parseEther("1000"), to });
    await approveModule(chain.clients(provider), { module: ProviderRegistry });
    await stake(chain.clients(provider), { amount: parseEther("1000"), operator: testAccount(provider + 3).address });
  }
  writeFileSync(join(folder, "addresses.json"), JSON.stringify(chain.addresses));
  const workers: Service[] = [];
  worldWorkers.set(folder, workers);
  const killWorkers = async () => {
    await Promise.all(workers.map((worker) => worker.stop("SIGKILL")));
  };
  let fresh: Hex | undefined;
  return {
    chain,
    storage: createStorage({ api: store.url, headers }),
    storageUrl: store.url,
    storageService: store.service,
    storageFolder: store.folder,
    folder,
    killWorkers,
    renew: async () => {
      await killWorkers();
      if (fresh !== undefined) await chain.testClient.revert({ id: fresh });
      fresh = await chain.testClient.snapshot();
      for (const provider of providers) rmSync(dataFolder(folder, provider), { recursive: true, force: true });
    },
    stop: async () => {
      await killWorkers();
      await store.service.stop("SIGKILL");
      await chain.stop();
      store.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const worldWorkers = new Map<string, Service[]>();

const dataFolder = (folder: string, provider: number): string => join(folder, `data-${provider}`);

/** A worker process for a provider. Its data folder is the provider's unless `env` says otherwise. */
export function startWorker(
  world: World,
  provider: number,
  env: Record<string, string> = {},
  nodeOptions: readonly string[] = [],
): Service {
  const keyFile = join(world.folder, `key-${provider}`);
  writeFileSync(keyFile, testKey(provider + 3), { mode: 0o600 });
  const worker = new Service(
    "oracle-worker/src/main.ts",
    {
      BLACKTAIL_CHAIN_RPC_URL: world.chain.rpcUrl,
      BLACKTAIL_ADDRESSES_FILE: join(world.folder, "addresses.json"),
      BLACKTAIL_PROVIDER: testAccount(provider).address,
      BLACKTAIL_OPERATOR_KEY_FILE: keyFile,
      BLACKTAIL_STORAGE_API: world.storageUrl,
      BLACKTAIL_DATA_DIR: dataFolder(world.folder, provider),
      BLACKTAIL_HTTP_PORT: "0",
      BLACKTAIL_POLL_MS: "100",
      BLACKTAIL_CLAIM_JITTER_MS: "0",
      BLACKTAIL_MARGIN_SECONDS: "5",
      // Blocks come with transactions only here, so the newest may be old.
      BLACKTAIL_MAX_HEAD_AGE_SECONDS: "0",
      BLACKTAIL_LOG_LEVEL: "debug",
      ...env,
    },
    nodeOptions,
  );
  worldWorkers.get(world.folder)?.push(worker);
  return worker;
}

/** The URL that the worker listens on. */
export async function urlOf(worker: Service): Promise<string> {
  return String((await worker.line(/^worker started$/)).url);
}

export const LIMITS = { memoryMiB: 1_024, cpuSeconds: 60, wallSeconds: 60, outputMiB: 16 };

/** A spec that trains a small linear model on the demo data: a second or two. */
export async function trainSpec(world: World, change: Partial<JobSpec> = {}, seed = 1): Promise<JobSpec> {
  const csv = new TextEncoder().encode(makeDemoDataset({ seed }));
  const data = await world.storage.put(csv);
  const config = { model: "linear", epochs: 5 };
  return { ...trainingSpec({ data, target: "fails", config, seed, limits: LIMITS }), ...change };
}

export const PRICE = parseEther("1");

/** Publishes the spec and opens a job for it. */
export async function post(world: World, spec: JobSpec, change: Partial<JobTerms> = {}): Promise<bigint> {
  const { digest } = await world.storage.putJson(spec);
  return postDigest(world, digest, { profile: profileIndex(spec.profile), ...change });
}

export async function postDigest(
  world: World,
  specDigest: `0x${string}`,
  change: Partial<JobTerms> = {},
): Promise<bigint> {
  const { jobId } = await createJob(world.chain.clients(DEVELOPER), {
    specDigest,
    modelId: 0n,
    currency: NATIVE,
    budget: PRICE,
    usePrice: 0n,
    stakeLock: parseEther("10"),
    stages: [],
    claimPeriod: 600,
    workPeriod: 300,
    challengePeriod: 60,
    priorityPeriod: 0,
    attempts: 1,
    replicas: 1,
    profile: profileIndex("fp32-cpu"),
    capabilities: 0n,
    ...change,
  });
  return jobId;
}

export function jobOf(world: World, jobId: bigint): Promise<Job> {
  const { publicClient, addresses } = world.chain;
  return getJob(publicClient, { escrow: addresses.JobEscrow, jobId, fromBlock: 0n });
}

/** Credits of an account in the native coin, wei. */
export function creditsOf(world: World, account: number): Promise<bigint> {
  const { publicClient, addresses } = world.chain;
  const args = [testAccount(account).address, NATIVE] as const;
  return publicClient.readContract({ address: addresses.Vault, abi: vaultAbi, functionName: "balanceOf", args });
}

type EventName =
  | "JobClaimed"
  | "ResultSubmitted"
  | "ReplicaClaimed"
  | "ReplicaCommitted"
  | "ReplicaRevealed"
  | "ProviderPaid"
  | "StageSettled"
  | "JobSettled"
  | "AuditDrawn"
  | "NoShowSlashed";

/** How many events of a kind the escrow has emitted for a job. */
export async function countEvents(world: World, eventName: EventName, jobId: bigint): Promise<number> {
  const { publicClient, addresses } = world.chain;
  const logs = await publicClient.getContractEvents({
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName,
    args: { jobId },
    fromBlock: 0n,
  });
  return logs.length;
}

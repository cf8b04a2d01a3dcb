import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDemoDataset } from "@blacktail/frameworks";
import {
  approveModule,
  createJob,
  createStorage,
  currencyOf,
  defaultTerms,
  depositAndApprove,
  getJob,
  type Job,
  type JobTerms,
  jobBounds,
  NATIVE,
  refereesAbi,
  type Storage,
  setAsk,
  stageWeights,
  stake,
  type TrainingInput,
  trainingSpec,
} from "@blacktail/sdk";
import { parseEther } from "viem";
import { Service, startStorage } from "../../../oracle-worker/test/support/processes.ts";
import { testAccount, testKey } from "../../../sdk/test/support/accounts.ts";
import { giveBlack, letStakeCount } from "../../../sdk/test/support/money.ts";
import { setAuditRate } from "../../../sdk/test/support/setAuditRate.ts";
import { startChain, type TestChain } from "../../../sdk/test/support/startChain.ts";
import type { Lie } from "./lies.ts";

/** Accounts of the test mnemonic. */
export const REQUESTER = 1;
export const CHALLENGER = 2;
/** Those that nobody else uses: provider n is account 20 + n, its operator account 40 + n. */
export const providerAt = (index: number) => 20 + index;
const operatorAt = (index: number) => 40 + index;

/** $BLACK (wei) that each provider stakes. */
const STAKE = parseEther("1000");
/** $BLACK (wei) of one whose ticket for a panel comes up early, whoever else has stake. */
const MUCH_STAKE = parseEther("10000");
/** What a stage's price may not reach: who asks it takes no jobs, and still sits on panels. */
const TOO_MUCH = parseEther("1000000");

/** A chain with a block each second, a store, and providers that have staked; workers are started when they are wanted, and no lot falls. */
export type MarketWorld = {
  chain: TestChain;
  storage: Storage;
  storageUrl: string;
  folder: string;
  workers: Service[];
  killWorkers(): Promise<void>;
  stop(): Promise<void>;
};

export type WorkerOptions = {
  lie?: Lie;
  /** Whether it sits on panels. Default: no. */
  panels?: boolean;
  /** Jobs and seats at a time. Default: 1. */
  slots?: number;
  env?: Record<string, string>;
  /** Modules that are loaded before the worker, as URLs. */
  preload?: readonly string[];
};

const LIAR = new URL("./liar.ts", import.meta.url).href;

/** @param heavy The provider that has so much stake that panels soon draw it. */
export async function startMarket(providers: number, heavy?: number): Promise<MarketWorld> {
  const chain = await startChain();
  const store = await startStorage();
  const folder = mkdtempSync(join(tmpdir(), "market-"));
  const { BlackToken, ProviderRegistry, JobEscrow } = chain.addresses;
  const black = currencyOf(BlackToken);
  for (let index = 0; index < providers; index++) {
    const [provider, operator] = [providerAt(index), operatorAt(index)];
    for (const account of [provider, operator])
      await chain.testClient.setBalance({ address: testAccount(account).address, value: parseEther("10") });
    const amount = index === heavy ? MUCH_STAKE : STAKE;
    await giveBlack(chain, testAccount(provider).address, amount);
    await depositAndApprove(chain.clients(provider), { currency: black, amount, module: ProviderRegistry });
    await stake(chain.clients(provider), { amount, operator: testAccount(operator).address });
  }
  await giveBlack(chain, testAccount(CHALLENGER).address, parseEther("1000"));
  const bond = { currency: black, amount: parseEther("1000"), module: JobEscrow };
  await depositAndApprove(chain.clients(CHALLENGER), bond);
  await depositAndApprove(chain.clients(REQUESTER), { currency: NATIVE, amount: parseEther("100"), module: JobEscrow });
  await approveModule(chain.clients(REQUESTER), { module: JobEscrow });
  await shortenSeating(chain);
  await setAuditRate(chain.clients(0), 0);
  await letStakeCount(chain);
  await chain.testClient.setAutomine(false);
  await chain.testClient.setIntervalMining({ interval: 1 });
  writeFileSync(join(folder, "addresses.json"), JSON.stringify(chain.addresses));
  const workers: Service[] = [];
  const killWorkers = async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop("SIGKILL")));
  };
  return {
    chain,
    storage: createStorage({ api: store.url }),
    storageUrl: store.url,
    folder,
    workers,
    killWorkers,
    stop: async () => {
      await killWorkers();
      await store.service.stop("SIGKILL");
      await chain.stop();
      store.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Seats are taken within seconds, so that no test waits for a minute of tickets. */
async function shortenSeating(chain: TestChain): Promise<void> {
  const referees = { address: chain.addresses.Referees, abi: refereesAbi } as const;
  const parameters = await chain.publicClient.readContract({ ...referees, functionName: "parameters" });
  const hash = await chain.wallet(0).writeContract({
    ...referees,
    functionName: "setParameters",
    args: [{ ...parameters, seatPeriod: 20 }],
  });
  await chain.publicClient.waitForTransactionReceipt({ hash });
}

/** Lets a provider take jobs, or only panels: the chain refuses claims below its ask. */
export async function takesJobs({ chain }: MarketWorld, index: number, willing: boolean): Promise<void> {
  await setAsk(chain.clients(providerAt(index)), { currency: NATIVE, price: willing ? 0n : TOO_MUCH });
}

/** The worker of a provider, as a user runs it, once it is in order. Its data folder stays the provider's when it is started again. */
export async function startWorker(world: MarketWorld, index: number, options: WorkerOptions = {}): Promise<Service> {
  const keyFile = join(world.folder, `key-${index}`);
  writeFileSync(keyFile, testKey(operatorAt(index)), { mode: 0o600 });
  const preload = [...(options.preload ?? []), ...(options.lie === undefined ? [] : [LIAR])];
  const env = {
    BLACKTAIL_CHAIN_RPC_URL: world.chain.rpcUrl,
    BLACKTAIL_ADDRESSES_FILE: join(world.folder, "addresses.json"),
    BLACKTAIL_PROVIDER: testAccount(providerAt(index)).address,
    BLACKTAIL_OPERATOR_KEY_FILE: keyFile,
    BLACKTAIL_STORAGE_API: world.storageUrl,
    BLACKTAIL_DATA_DIR: join(world.folder, `data-${index}`),
    BLACKTAIL_HTTP_PORT: "0",
    BLACKTAIL_POLL_MS: "200",
    BLACKTAIL_CLAIM_JITTER_MS: "0",
    BLACKTAIL_MARGIN_SECONDS: "5",
    BLACKTAIL_MAX_HEAD_AGE_SECONDS: "0",
    BLACKTAIL_CONCURRENCY: String(options.slots ?? 1),
    BLACKTAIL_PANELS: String(options.panels ?? false),
    BLACKTAIL_PANEL_PATIENCE_SECONDS: "2",
    BLACKTAIL_PUBLIC_SERVICE: "true",
    BLACKTAIL_DEVICES: "cpu",
    BLACKTAIL_LOG_LEVEL: "debug",
    ...(options.lie === undefined ? {} : { LIE: options.lie }),
    ...options.env,
  };
  const worker = new Service(
    "oracle-worker/src/main.ts",
    env,
    preload.flatMap((url) => ["--import", url]),
  );
  world.workers.push(worker);
  await worker.line(/^the provider is in order$/);
  return worker;
}

/** Seconds; time passes by `letPass` where nobody has anything to do. The reveals of replicas last as long as a challenge. */
const PERIODS = { claimPeriod: 600, workPeriod: 600, challengePeriod: 60, priorityPeriod: 0 };
const LIMITS = { memoryMiB: 1_024, cpuSeconds: 60, wallSeconds: 60, outputMiB: 16 };
export const BUDGET = parseEther("1");
/** $BLACK (wei) */
export const LOCK = parseEther("100");

let posted = 0;

/** Posts a training of a second or two, on data of its own, so that no other job leads to the same model. */
export async function post(
  world: MarketWorld,
  training: Partial<TrainingInput> = {},
  change: Partial<JobTerms> = {},
): Promise<bigint> {
  const { chain, storage } = world;
  const data = await storage.put(new TextEncoder().encode(makeDemoDataset({ seed: ++posted })));
  const config = { model: "linear", epochs: 6 };
  const spec = trainingSpec({ data, target: "fails", config, limits: LIMITS, ...training });
  const { digest: specDigest } = await storage.putJson(spec);
  const terms = { specDigest, budget: BUDGET, stakeLock: LOCK, stages: stageWeights(spec), attempts: 2, ...PERIODS };
  const bounds = await jobBounds(chain.publicClient, chain.addresses);
  const { jobId } = await createJob(chain.clients(REQUESTER), defaultTerms({ ...terms, ...change }, bounds));
  return jobId;
}

export function jobOf({ chain }: MarketWorld, jobId: bigint): Promise<Job> {
  return getJob(chain.publicClient, { escrow: chain.addresses.JobEscrow, jobId, fromBlock: 0n });
}

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BlacktailError } from "@blacktail/sdk";
import { deployBlacktail } from "../../ignition/deploy.ts";
import { createDatabase, postgresProcess, postgresReady, preparePostgres } from "../../subgraph/lib/postgres.ts";
import { within } from "../lib/within.ts";
import { chainControl, chainProcess, keepStateCopy, mendState } from "./chain.ts";
import { forgetState, stackFolders } from "./folders.ts";
import { describeStack, type StackInfo } from "./info.ts";
import { lockFolder } from "./lock.ts";
import { stackLog } from "./log.ts";
import type { StackOptions } from "./options.ts";
import { checkPorts } from "./ports.ts";
import { startTime } from "./process-identity.ts";
import { seedStack } from "./seed.ts";
import { dappProcess, storageProcess, workerProcess } from "./services.ts";
import { startSubgraph } from "./subgraph.ts";
import { Supervisor } from "./supervisor.ts";

export type { StackInfo } from "./info.ts";

export type Stack = {
  info: StackInfo;
  /** Rejects, naming the part, when one ends that should not have. */
  crashed: Promise<never>;
  /** Stops every part in reverse order; safe to call twice. */
  stop(): Promise<void>;
};

/** What of each part's lines an operator needs to see; all of them are in its log. Postgres calls every refused query an error. */
const LEAST_LEVEL = { chain: "warn", postgres: "fatal", graph: "error", storage: "warn", dapp: "warn" } as const;
/** How long each part may take to answer, in milliseconds. */
const PATIENCE = 60_000;
const RESET = "Start again with --reset: the local chain, index and store begin anew.";

/**
 * Starts everything, each part after what it needs, and returns when the dApp is usable. On any failure whatever was started is stopped.
 * @throws BlacktailError naming the part, what went wrong and where its log is.
 */
export async function startStack(options: StackOptions, { signal }: { signal: AbortSignal }): Promise<Stack> {
  const started = performance.now();
  const folders = stackFolders(options.dataDir);
  mkdirSync(options.dataDir, { recursive: true });
  const unlock = lockFolder(folders.lock);
  const log = stackLog(options.dataDir, { verbose: options.verbose, leastLevel: LEAST_LEVEL });
  const supervisor = new Supervisor(options.dataDir, log);
  const stop = async () => {
    log.hush();
    await supervisor.stop();
    keepStateCopy(folders.chain);
    rmSync(folders.info, { force: true });
    log.info("stopped");
    await log.close();
    unlock();
  };
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () =>
      reject(
        new BlacktailError({ code: "STACK_STOPPING", message: "The start was interrupted.", fix: "Start again." }),
      );
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  aborted.catch(() => undefined);
  try {
    const info = await Promise.race([bringUp(), aborted, supervisor.crashed]);
    return { info, crashed: supervisor.crashed, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function bringUp(): Promise<StackInfo> {
    await supervisor.stopLeftovers();
    if (options.reset) forgetState(options.dataDir);
    await checkPorts(options.ports);
    supervisor.begin();
    const info = describeStack(options);

    const postgres = {
      dataDir: folders.postgres,
      port: options.ports.postgres,
      password: databasePassword(folders.password),
    };
    if (mendState(folders.chain) === "restored") {
      log.error("the chain's state was half-written: an older copy is used, and the index begins anew");
      rmSync(folders.postgres, { recursive: true, force: true });
    }
    const chain = chainControl(info.rpcUrl);
    supervisor.start("chain", chainProcess(folders.chain, options.ports.chain));
    supervisor.start("storage", storageProcess(folders.storage, options.ports.storage, info));
    const database = async () => {
      await preparePostgres({ ...postgres, signal });
      supervisor.start("postgres", await postgresProcess(postgres));
      await supervisor.ready("postgres", () => postgresReady(postgres), PATIENCE);
    };
    const contracts = async () => {
      await supervisor.ready("chain", chain.answers, PATIENCE);
      const genesis = await chain.genesis();
      await chain.mineAtOnce();
      await within(
        "the deployment",
        PATIENCE,
        deploy(info.rpcUrl, join(folders.deployments, genesis.slice(2, 18))),
        RESET,
      );
      await within("funding the local accounts", PATIENCE, seedStack(info), RESET);
      await chain.catchUp();
      log.info("contracts deployed, providers staked");
      return genesis;
    };
    const [genesis] = await Promise.all([
      contracts(),
      database(),
      supervisor.ready("storage", () => isOk(`${info.storageApi}/healthz`), PATIENCE),
    ]);

    const databaseUrl = await within(
      "creating the index's database",
      PATIENCE,
      createDatabase(postgres, genesis),
      RESET,
    );
    await startSubgraph({
      supervisor,
      info,
      ports: options.ports,
      databaseUrl,
      workDir: folders.graph,
      patienceMs: PATIENCE,
    });
    for (const index of info.workerUrls.keys())
      supervisor.start(`worker-${index + 1}`, workerProcess(index, info, folders.worker(index)));
    if (options.dapp) supervisor.start("dapp", dappProcess(info, options.ports.dapp));
    await chain.mineEvery(options.blockTime);
    await Promise.all([
      ...info.workerUrls.map((url, index) =>
        supervisor.ready(`worker-${index + 1}`, () => isOk(`${url}/healthz`), PATIENCE),
      ),
      ...(options.dapp ? [supervisor.ready("dapp", () => isOk(`${info.dappUrl}/config.json`), PATIENCE)] : []),
    ]);
    keepStateCopy(folders.chain);
    info.readySeconds = (performance.now() - started) / 1000;
    // Whole or not at all: others wait for this file and read it at once.
    writeFileSync(`${folders.info}.new`, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${folders.info}.new`, folders.info);
    return info;
  }
}

/** @throws BlacktailError `STACK_DEPLOY_FAILED` */
async function deploy(rpcUrl: string, dir: string): Promise<void> {
  try {
    await deployBlacktail({ rpcUrl, dir });
  } catch (cause) {
    throw new BlacktailError({
      code: "STACK_DEPLOY_FAILED",
      message: `The contracts were not deployed: ${(cause as Error).message}`,
      fix: RESET,
      cause,
    });
  }
}

/**
 * Where a stack on this folder answers, if one runs.
 * @returns undefined when none does
 */
export function runningStack(dataDir: string): StackInfo | undefined {
  const file = stackFolders(dataDir).info;
  if (!existsSync(file)) return undefined;
  const info = JSON.parse(readFileSync(file, "utf8")) as StackInfo;
  return startTime(info.pid) === info.startTime ? info : undefined;
}

async function isOk(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
}

/** Made once and kept: the database asks for it on loopback too. */
function databasePassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, crypto.randomUUID(), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

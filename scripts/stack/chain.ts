import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BlacktailError } from "@blacktail/sdk";
import { createTestClient, http, publicActions } from "viem";
import { localChain } from "./network.ts";
import type { ProcessSpec } from "./supervisor.ts";

/** Seconds between anvil's dumps of its state; a kill loses at most this much. */
const STATE_INTERVAL = 5;

/**
 * Seconds before now at which a new chain begins: more than two epochs of the provider registry. Stake counts for tickets only once these
 * have passed, and a fresh stack's users would wait for that.
 */
const HEAD_START = 300;

/** The chain node, keeping its state in `dir` over restarts. */
export function chainProcess(dir: string, port: number): ProcessSpec {
  mkdirSync(dir, { recursive: true });
  const state = ["--state", stateFile(dir), "--state-interval", String(STATE_INTERVAL)];
  const begin = existsSync(stateFile(dir)) ? [] : ["--timestamp", String(Math.floor(Date.now() / 1000) - HEAD_START)];
  return {
    command: anvilPath(),
    args: ["--port", String(port), ...state, ...begin, "--silent"],
    stopSignal: "SIGINT",
    graceMs: 15_000,
  };
}

/**
 * Mines at once while the stack is set up, then a block every `seconds`: with one block a transaction graph-node would
 * apply a manifest's contents only when a later block comes.
 */
export function chainControl(rpcUrl: string) {
  const client = createTestClient({ mode: "anvil", chain: localChain(rpcUrl), transport: http(rpcUrl) }).extend(
    publicActions,
  );
  return {
    answers: async () => (await client.getChainId()) > 0,
    genesis: async () => (await client.getBlock({ blockNumber: 0n })).hash,
    mineAtOnce: () => client.setAutomine(true),
    /** Lets the time of a new chain's next block be now. */
    catchUp: async () => {
      const now = BigInt(Math.floor(Date.now() / 1000));
      if ((await client.getBlock()).timestamp >= now) return;
      await client.request<{ Method: "anvil_setTime"; Parameters: [number]; ReturnType: number }>({
        method: "anvil_setTime",
        params: [Number(now)],
      });
      await client.mine({ blocks: 1 });
    },
    mineEvery: async (seconds: number) => {
      await client.setAutomine(false);
      await client.setIntervalMining({ interval: seconds });
    },
  };
}

/** Keeps a copy of a whole state, for when a kill leaves a half-written one. */
export function keepStateCopy(dir: string): void {
  const file = stateFile(dir);
  if (!existsSync(file) || !isWhole(file)) return;
  copyFileSync(file, `${file}.copying`);
  renameSync(`${file}.copying`, copyFile(dir));
}

/**
 * Puts the last good copy in the place of a half-written state.
 * @throws BlacktailError `STACK_CHAIN_STATE_BROKEN` when there is none
 */
export function mendState(dir: string): "whole" | "restored" {
  const file = stateFile(dir);
  if (!existsSync(file) || isWhole(file)) return "whole";
  if (existsSync(copyFile(dir)) && isWhole(copyFile(dir))) {
    copyFileSync(copyFile(dir), file);
    return "restored";
  }
  throw new BlacktailError({
    code: "STACK_CHAIN_STATE_BROKEN",
    message: `The chain's state in ${file} is half-written and there is no good copy beside it.`,
    fix: "Start with --reset: the local chain, index and store begin anew.",
  });
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const stateFile = (dir: string) => join(dir, "state.json");
const copyFile = (dir: string) => join(dir, "state.good.json");

/** The anvil binary that npm installed for this platform. */
function anvilPath(): string {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${cpu}`;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(dirname(manifest), "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
  } catch (error) {
    throw new BlacktailError({
      code: "STACK_NO_ANVIL",
      message: `The chain node's package for this platform, ${name}, is not installed.`,
      fix: 'Run npx -y -p node@24 -c "npm ci" on Linux x64.',
      cause: error,
    });
  }
}

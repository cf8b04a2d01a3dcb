import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";

const MAIN = new URL("../../src/main.ts", import.meta.url).pathname;

const PREFIX = path.join(tmpdir(), "blacktail-storage-");

export type Gateway = {
  url: string;
  directory: string;
  child: ChildProcess;
  /** Log entries so far. */
  log: { msg: string; [key: string]: unknown }[];
  exited: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

export type GatewayOptions = {
  env?: Record<string, string>;
  directory?: string;
  /** Command put in front, such as `prlimit --fsize=1000`. */
  wrapper?: string[];
};

/** Runs the real gateway process on a free port; it and its folder are gone after the test. */
export async function startGateway(
  t: Pick<TestContext, "after">,
  { env = {}, directory, wrapper = [] }: GatewayOptions = {},
): Promise<Gateway> {
  const folder = directory ?? (await mkdtemp(PREFIX));
  const [command = process.execPath, ...args] = [...wrapper, process.execPath, MAIN];
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, BLACKTAIL_STORAGE_DIR: folder, BLACKTAIL_STORAGE_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return exited;
  };
  t.after(async () => {
    await stop("SIGKILL");
    if (directory === undefined) await rm(folder, { recursive: true, force: true });
  });
  const log: Gateway["log"] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const entry = JSON.parse(line);
      log.push(entry);
      if (entry.msg === "listening") resolve(entry.url);
    });
    exited.then((code) => reject(new Error(`the gateway ended with ${code}`)));
  });
  return { url, directory: folder, child, log, exited, stop };
}

export async function temporaryFolder(t: Pick<TestContext, "after">): Promise<string> {
  const folder = await mkdtemp(PREFIX);
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return folder;
}

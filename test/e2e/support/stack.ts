import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../../../scripts/stack/options.ts";
import { startTime } from "../../../scripts/stack/process-identity.ts";
import type { StackInfo } from "../../../scripts/stack/stack.ts";

/** A stack in a process of its own, as a user starts it. */
export type StackProcess = {
  child: ChildProcess;
  /** Everything it printed so far, on both streams. */
  output(): string;
  /** The last line of standard output. */
  lastLine(): string;
  /** Resolves to the exit code (or the signal's name). */
  exited: Promise<number | string>;
};

export function spawnStack(args: string[], env: Record<string, string> = {}): StackProcess {
  return spawnScript("scripts/stack/main.ts", args, env);
}

export function spawnScript(script: string, args: string[], env: Record<string, string> = {}): StackProcess {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let text = "";
  let results = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => (text += part));
  const exited = new Promise<number | string>((done) =>
    child.once("close", (code, signal) => done(code ?? signal ?? "?")),
  );
  child.stdout.on("data", (part: string) => {
    results += part;
  });
  return { child, output: () => text, lastLine: () => results.trimEnd().split("\n").at(-1) ?? "", exited };
}

/** Waits until the stack has written where its parts answer. */
export async function untilReady(stack: StackProcess, dir: string, timeoutMs = 90_000): Promise<StackInfo> {
  const file = join(dir, "stack.json");
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(100)) {
    if (existsSync(file)) {
      const info = JSON.parse(readFileSync(file, "utf8")) as StackInfo;
      // A killed stack leaves its file behind.
      if (info.pid === stack.child.pid) return info;
    }
    if (stack.child.exitCode !== null) break;
  }
  throw new Error(`The stack is not ready:\n${stack.output()}`);
}

/** The parts that a stack started, with what tells them from a later process of the same id. */
export function partsOf(dir: string): { pid: number; started: string; name: string }[] {
  return readFileSync(join(dir, "stack.pids"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [pid = "", started = "", name = ""] = line.split(" ");
      return { pid: Number(pid), started, name };
    });
}

/** Names of the parts that still run, after giving the kernel a moment. */
export async function orphans(parts: ReturnType<typeof partsOf>, waitMs = 20_000): Promise<string[]> {
  const alive = () => parts.filter(({ pid, started }) => startTime(pid) === started).map(({ name }) => name);
  for (const end = Date.now() + waitMs; Date.now() < end && alive().length > 0; ) await sleep(100);
  return alive();
}

import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { BlacktailError } from "@blacktail/sdk";
import type { StackLog } from "./log.ts";
import { startTime } from "./process-identity.ts";

/** How to start one part, and how it likes to be stopped. */
export type ProcessSpec = {
  command: string;
  args: string[];
  env?: Record<string, string>;
  cwd?: string;
  uid?: number;
  gid?: number;
  stopSignal?: NodeJS.Signals;
  /** What the kernel sends when the stack itself is killed; default the stop signal. */
  deathSignal?: NodeJS.Signals;
  /** Milliseconds from the stop signal to SIGKILL. */
  graceMs?: number;
};

type Running = { name: string; child: ChildProcess; spec: ProcessSpec; exited: Promise<void> };

/** `setpriv --pdeathsig` makes the kernel stop a part when the stack itself is killed without a chance to clean up. */
const SETPRIV = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => process.platform === "linux" && existsSync(path));

/** Starts the parts of a stack, watches them, and stops them in reverse order. */
export class Supervisor {
  readonly #running: Running[] = [];
  readonly #pidFile: string;
  readonly #log: StackLog;
  #stopping: Promise<void> | undefined;
  /** Rejects when a part ends that should not have. */
  readonly crashed: Promise<never>;
  #crash: (error: Error) => void = () => {};

  constructor(dataDir: string, log: StackLog) {
    this.#pidFile = join(dataDir, "stack.pids");
    this.#log = log;
    this.crashed = new Promise<never>((_, reject) => {
      this.#crash = reject;
    });
    // Whoever waits for it handles it; nobody waiting must not end the process.
    this.crashed.catch(() => undefined);
  }

  /** Stops what a killed run left behind: only processes whose id and start time both match the record. */
  async stopLeftovers(): Promise<void> {
    if (!existsSync(this.#pidFile)) return;
    for (const line of readFileSync(this.#pidFile, "utf8").split("\n").filter(Boolean)) {
      const [pidText = "", started = "", name = "", signal = "SIGTERM"] = line.split(" ");
      const pid = Number(pidText);
      if (startTime(pid) !== started) continue;
      this.#log.info(`stopping ${name} (process ${pid}) of an earlier run`);
      process.kill(pid, signal as NodeJS.Signals);
      for (let waited = 0; waited < 10_000 && startTime(pid) === started; waited += 50) await sleep(50);
      if (startTime(pid) === started) process.kill(pid, "SIGKILL");
    }
    rmSync(this.#pidFile, { force: true });
  }

  start(name: string, spec: ProcessSpec): void {
    if (this.#stopping) throw stopping(name);
    const signal = spec.stopSignal ?? "SIGTERM";
    const wrapped = SETPRIV
      ? {
          command: SETPRIV,
          args: ["--pdeathsig", (spec.deathSignal ?? signal).slice(3), "--", spec.command, ...spec.args],
        }
      : spec;
    // Detached: a process group of its own, so that the terminal's Ctrl-C reaches the stack alone and the stop order holds.
    const child = spawn(wrapped.command, wrapped.args, {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env: { ...process.env, ...spec.env },
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...(spec.uid === undefined ? {} : { uid: spec.uid }),
      ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => this.#log.line(name, line));
    const exited = new Promise<void>((done) => {
      child.once("error", (error) => {
        this.#crash(partFailed(name, error.message, this.#log.fileOf(name)));
        done();
      });
      child.once("exit", (code, killedBy) => {
        if (!this.#stopping) {
          this.#crash(partFailed(name, killedBy ?? `exit code ${code}`, this.#log.fileOf(name)));
        }
        done();
      });
    });
    this.#running.push({ name, child, spec, exited });
    if (child.pid !== undefined)
      appendFileSync(this.#pidFile, `${child.pid} ${startTime(child.pid) ?? "?"} ${name} ${signal}\n`);
  }

  /** Process id of a part, e.g. for a test that kills it. */
  pidOf(name: string): number | undefined {
    return this.#running.findLast((part) => part.name === name)?.child.pid;
  }

  /** Stops one part and forgets it, so that its end is no crash. */
  async stopOne(name: string): Promise<void> {
    const index = this.#running.findLastIndex((part) => part.name === name);
    const part = this.#running[index];
    if (!part) return;
    part.child.removeAllListeners("exit");
    const exited = new Promise<void>((done) => part.child.once("exit", () => done()));
    this.#running.splice(index, 1);
    await end({ ...part, exited }, this.#log);
  }

  /** Stops every part, last started first. Safe to call twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const part of [...this.#running].reverse()) await end(part, this.#log);
    rmSync(this.#pidFile, { force: true });
  }

  /**
   * Asks `check` until it answers true.
   * @throws BlacktailError `STACK_PART_NOT_READY` that names the part, the time and its log.
   */
  async ready(name: string, check: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const started = performance.now();
    let last: unknown;
    while (performance.now() - started < timeoutMs) {
      if (this.#stopping) throw stopping(name);
      const answer = await Promise.race([check().catch((error: unknown) => error), this.crashed]);
      if (answer === true) {
        this.#log.info(`${name} ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);
        return;
      }
      last = answer;
      await sleep(50);
    }
    throw new BlacktailError({
      code: "STACK_PART_NOT_READY",
      message: `${name} did not answer within ${timeoutMs / 1000} s${last instanceof Error ? ` (${last.message})` : ""}.`,
      fix: `Read ${this.#log.fileOf(name === "subgraph" ? "graph" : name)}; start again with --reset if its data is damaged.`,
    });
  }

  /** An empty list of processes before the first start. */
  begin(): void {
    writeFileSync(this.#pidFile, "");
  }
}

async function end(part: Running, log: StackLog): Promise<void> {
  const { child, spec, name, exited } = part;
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill(spec.stopSignal ?? "SIGTERM");
  const hard = setTimeout(() => {
    log.info(`${name} did not stop within ${(spec.graceMs ?? 5000) / 1000} s: killing it`);
    child.kill("SIGKILL");
  }, spec.graceMs ?? 5000);
  await exited;
  clearTimeout(hard);
}

function stopping(name: string): BlacktailError {
  return new BlacktailError({
    code: "STACK_STOPPING",
    message: `${name} was not started: the stack is stopping.`,
    fix: "Start again.",
  });
}

function partFailed(name: string, how: string, file: string): BlacktailError {
  let tail = "";
  if (existsSync(file)) tail = `\n${readFileSync(file, "utf8").trimEnd().split("\n").slice(-8).join("\n")}`;
  return new BlacktailError({
    code: "STACK_PART_ENDED",
    message: `${name} ended (${how}).${tail}`,
    fix: `Read ${file}.`,
  });
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Compiled once for all processes of the tests, which start by the hundred. */
const COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), "blacktail-compile-cache");

export type Line = Record<string, unknown> & { msg?: string };

/** A service of the project in a process of its own, its log lines parsed. */
export class Service {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  stderr = "";
  readonly #waiting = new Set<() => void>();

  constructor(script: string, env: Record<string, string>, nodeOptions: readonly string[] = []) {
    const path = fileURLToPath(new URL(`../../../${script}`, import.meta.url));
    const args = ["--disable-warning=ExperimentalWarning", ...nodeOptions, path];
    this.child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    // Whoever forgets to stop it leaves no orphan behind.
    const kill = () => this.child.kill("SIGKILL");
    process.once("exit", kill);
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    if (this.child.stdout !== null) {
      createInterface({ input: this.child.stdout }).on("line", (line) => {
        this.lines.push(line.startsWith("{") ? (JSON.parse(line) as Line) : { msg: line });
        for (const wake of this.#waiting) wake();
      });
    }
    this.child.once("exit", () => {
      process.removeListener("exit", kill);
      for (const wake of this.#waiting) wake();
    });
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first line with this message (and what the predicate asks). */
  async line(pattern: RegExp, ms = 90_000, predicate: (line: Line) => boolean = () => true): Promise<Line> {
    const find = () => this.lines.find((line) => pattern.test(line.msg ?? "") && predicate(line));
    const deadline = Date.now() + ms;
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      const left = deadline - Date.now();
      if (left <= 0 || !this.isRunning)
        throw new Error(`no log line ${pattern} (running: ${this.isRunning}):\n${this.story()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        const wake = () => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  has(pattern: RegExp): boolean {
    return this.lines.some(({ msg }) => pattern.test(msg ?? ""));
  }

  /** Resolves with exit code or signal. */
  async ended(): Promise<number | string | null> {
    if (this.isRunning) await once(this.child, "exit");
    return this.child.exitCode ?? this.child.signalCode;
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | string | null> {
    if (this.isRunning) this.child.kill(signal);
    return this.ended();
  }

  story(): string {
    return `${this.lines
      .slice(-40)
      .map((line) => JSON.stringify(line))
      .join("\n")}\n${this.stderr}`;
  }
}

/** A storage gateway over a folder in the temporary directory. */
export async function startStorage(
  port = 0,
  folder = mkdtempSync(join(tmpdir(), "worker-storage-")),
  env: Record<string, string> = {},
) {
  const service = new Service("storage/src/main.ts", {
    BLACKTAIL_STORAGE_DIR: folder,
    BLACKTAIL_STORAGE_PORT: `${port}`,
    LOG_LEVEL: "info",
    ...env,
  });
  const { url } = await service.line(/listening/);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { service, url: String(url), folder, remove };
}

/** Waits until the check gives something. */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  ms = 90_000,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (;;) {
    const result = await check();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

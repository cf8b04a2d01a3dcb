import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { ProcessSpec } from "../../lib/process.ts";

/** A running program whose output goes to a file. */
export type Running = { child: ChildProcess; stop(signal?: NodeJS.Signals): Promise<void>; log(): string };

/** Starts a program; `stop` ends it in good order, or hard when that takes too long. */
export function spawnProcess(spec: ProcessSpec, logFile: string): Running {
  const out = openSync(logFile, "a");
  const { command, args, env, cwd, uid, gid } = spec;
  const who = uid === undefined || gid === undefined ? {} : { uid, gid };
  const child = spawn(command, args, { cwd, ...who, env: { ...process.env, ...env }, stdio: ["ignore", out, out] });
  closeSync(out);
  const exited = new Promise<void>((done) => child.once("close", () => done()));
  return {
    child,
    log: () => readFileSync(logFile, "utf8"),
    async stop(signal = spec.stopSignal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const hard = setTimeout(() => child.kill("SIGKILL"), spec.graceMs);
      await exited;
      clearTimeout(hard);
    },
  };
}

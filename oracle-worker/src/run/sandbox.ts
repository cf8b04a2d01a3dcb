import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { largestFileMiB, reservedMiB } from "@blacktail/frameworks/limits";
import { BlacktailError } from "@blacktail/sdk";
import type { Drivers } from "../device/drivers.ts";
import { messageOf } from "../log.ts";

const run = promisify(execFile);

export type SandboxKind = "bwrap" | "prlimit" | "none";
export type Limits = { memoryMiB: number; cpuSeconds: number; wallSeconds: number; outputMiB: number };

/** What is put around a job's process. */
export type Sandbox = {
  kind: SandboxKind;
  /** Paths that the process must never see: the journal, the operator's key. */
  hidden: readonly string[];
  /** What a process needs that computes with a GPU. */
  drivers?: Drivers;
};

/** Folders of a job. */
export type Folders = { readable?: readonly string[]; writable?: readonly string[] };

/** What a process may have beside its limits and folders. */
export type Rights = { gpu?: boolean };

/**
 * What this process reserves beside what the frameworks let the one reserve that computes. They limit that one themselves, closer
 * than this: here is the wall around both, and it must not be the lower one, as limits cannot be raised again inside.
 */
const RESERVED_MIB = 1_024;
const MIB = 1_048_576;
const OPEN_FILES = 512;

/** The checkout. It may hold data folders, key files and settings of others: nothing of it is shown as a whole. */
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** The code that the process runs; each package's file says how it is to be read. */
const CODE = [
  "node_modules",
  ...["sdk", "frameworks", "oracle-worker"].flatMap((name) => [`${name}/src`, `${name}/package.json`]),
].map((path) => join(ROOT, path));
/** What a dynamically linked Node needs of the system. */
const SYSTEM = ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"];

/**
 * Finds out which sandbox can be had.
 *
 * @param wanted `auto` takes the best that works here.
 * @param tryIt Why a kind does not work here; undefined when it does.
 * @throws BlacktailError `WORKER_SANDBOX` when the one that was asked for does not work.
 */
export async function chooseSandbox(
  wanted: SandboxKind | "auto",
  tryIt: (kind: "bwrap" | "prlimit") => Promise<string | undefined> = probe,
): Promise<{ kind: SandboxKind; why: string }> {
  if (wanted === "none")
    return { kind: "none", why: "as configured: a job's process is limited by nothing but its time" };
  const tries = wanted === "auto" ? (["bwrap", "prlimit"] as const) : [wanted];
  const failures: string[] = [];
  for (const kind of tries) {
    const failure = await tryIt(kind);
    if (failure === undefined) return { kind, why: failures.join("; ") || "it works here" };
    failures.push(`${kind}: ${failure}`);
  }
  if (wanted === "auto") return { kind: "none", why: failures.join("; ") };
  throw new BlacktailError({
    code: "WORKER_SANDBOX",
    message: `The sandbox ${wanted} does not work here (${failures.join("; ")}).`,
    fix: "Install bubblewrap and allow user namespaces, or set BLACKTAIL_SANDBOX to auto or prlimit.",
  });
}

/** Why it does not work; undefined when it does. */
async function probe(kind: "bwrap" | "prlimit"): Promise<string | undefined> {
  const limits = { memoryMiB: 64, cpuSeconds: 5, wallSeconds: 5, outputMiB: 1 };
  const [command = "", ...args] = wrap({ kind, hidden: [] }, limits, {}, [process.execPath, "--version"]);
  try {
    await run(command, args, { timeout: 5_000, env: {} });
    return undefined;
  } catch (error) {
    return messageOf(error) ?? "it fails";
  }
}

/**
 * The command line that runs `command` inside the sandbox.
 *
 * @param folders What the process may read, and write, beside the code; everything else is read-only or absent.
 * @param rights Whether it may use the GPU.
 */
export function wrap(
  { kind, hidden, drivers }: Sandbox,
  limits: Limits,
  folders: Folders,
  command: readonly string[],
  { gpu = false }: Rights = {},
): string[] {
  if (kind === "none") return [...command];
  const shown = gpu ? drivers : undefined;
  const inner = kind === "bwrap" ? [...bubblewrap(hidden, folders, shown), "--", ...command] : command;
  return [
    "prlimit",
    // Data, not address space: V8 reserves far more addresses than it ever uses.
    `--data=${(limits.memoryMiB + reservedMiB(gpu) + RESERVED_MIB) * MIB}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 5}`,
    `--nofile=${OPEN_FILES}`,
    `--fsize=${largestFileMiB(limits) * MIB}`,
    "--core=0",
    ...inner,
  ];
}

function bubblewrap(hidden: readonly string[], folders: Folders, drivers: Drivers | undefined): string[] {
  const system = SYSTEM.filter((path) => existsSync(path));
  const code = [...CODE, process.execPath];
  const driverFiles = drivers?.readable.filter((path) => !isUnder(path, system)) ?? [];
  const readable = [...system, ...code, ...driverFiles];
  const inSight = hidden.map((path) => resolve(path)).filter((path) => isUnder(path, readable) && existsSync(path));
  return [
    "bwrap",
    "--unshare-all",
    "--die-with-parent",
    "--new-session",
    ...["--cap-drop", "ALL", "--uid", "65534", "--gid", "65534"],
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...system.flatMap((path) => ["--ro-bind", path, path]),
    // Inside a system folder, such as /usr/src, the checkout would be shown with it.
    ...(isUnder(resolve(ROOT), system) ? ["--tmpfs", resolve(ROOT)] : []),
    ...code.flatMap((path) => ["--ro-bind", path, path]),
    // What is gone since the start (a driver is replaced, a GPU fell off the bus) is told best by the trial that every job makes.
    ...(drivers?.nodes ?? []).flatMap((path) => ["--dev-bind-try", path, path]),
    ...driverFiles.flatMap((path) => ["--ro-bind-try", path, path]),
    ...[...(drivers?.links ?? [])].flatMap(([path, target]) => ["--symlink", target, path]),
    ...inSight.flatMap((path) => maskOf(path)),
    ...(folders.readable ?? []).flatMap((path) => ["--ro-bind", resolve(path), resolve(path)]),
    ...(folders.writable ?? []).flatMap((path) => ["--bind", resolve(path), resolve(path)]),
  ];
}

/** An empty folder or file in the path's place. */
function maskOf(path: string): string[] {
  return existsSync(`${path}${sep}.`) ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}

function isUnder(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(resolve(folder) + sep));
}

import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { driverSettings } from "@blacktail/frameworks/drivers";
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

/** The checkout, without a link in its path. It may hold data folders, key files and settings of others: nothing of it is shown as a whole. */
const ROOT = realpathSync(fileURLToPath(new URL("../../..", import.meta.url)));
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
  const shown = gpu ? drivers : undefined;
  const inner =
    kind === "bwrap"
      ? [...bubblewrap(hidden, folders, shown), "--", ...command]
      : [...settingsFirst(shown), ...command];
  if (kind === "none") return inner;
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

/** The job's process alone is told where drivers are: what starts it would load its own libraries from there. */
function settingsFirst(drivers: Drivers | undefined): string[] {
  const settings = settingsOf(drivers).map(([name, value]) => `${name}=${value}`);
  return settings.length === 0 ? [] : ["env", ...settings];
}

function bubblewrap(hidden: readonly string[], folders: Folders, drivers: Drivers | undefined): string[] {
  const system = SYSTEM.filter((path) => existsSync(path)).map(viewAt);
  const code = [...CODE, process.execPath].map(viewAt);
  const secret = hidden.flatMap((path) => realPath(path) ?? []);
  const driverFiles = driverViews(drivers?.readable ?? [], system, secret);
  const root = masksOf(ROOT, system);
  const masks = secret.flatMap((path) => masksOf(path, [...system, ...code]));
  return [
    "bwrap",
    "--unshare-all",
    "--die-with-parent",
    "--new-session",
    ...["--cap-drop", "ALL", "--uid", "65534", "--gid", "65534"],
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...system.flatMap(bindOf),
    // Inside a system folder, such as /usr/src, the checkout would be shown with it.
    ...root.flatMap(maskOf),
    ...code.flatMap(bindOf),
    // What is gone since the start (a driver is replaced, a GPU fell off the bus) is told best by the trial that every job makes.
    ...(drivers?.nodes ?? []).flatMap((path) => ["--dev-bind-try", path, path]),
    ...driverFiles.flatMap(bindOf),
    ...[...(drivers?.links ?? [])].flatMap(([path, target]) => ["--symlink", target, path]),
    ...masks.flatMap(maskOf),
    ...(folders.readable ?? []).flatMap((path) => ["--ro-bind", resolve(path), resolve(path)]),
    ...(folders.writable ?? []).flatMap((path) => ["--bind", resolve(path), resolve(path)]),
    // These lie in memory, and no process's limits count what is written there: the job writes its own folder, on the disk.
    ...["/tmp", "/dev", "/", ...[...root, ...masks].filter(isFolder)].flatMap((path) => ["--remount-ro", path]),
    ...settingsOf(drivers).flatMap(([name, value]) => ["--setenv", name, value]),
  ];
}

/** A path in the sandbox and what is shown there, without a link in it. */
type View = { path: string; real: string };

/** Of a path that is known to be there. */
const viewAt = (path: string): View => ({ path: resolve(path), real: realpathSync(path) });
const bindOf = ({ path, real }: View): string[] => ["--ro-bind-try", real, path];

/**
 * Drivers' files at their own places, and at those by which links lead to them.
 *
 * @throws BlacktailError `WORKER_SANDBOX` for a folder that would show what is hidden, or the checkout
 */
function driverViews(paths: readonly string[], system: readonly View[], secret: readonly string[]): View[] {
  const shown: View[] = [];
  for (const path of [...paths].sort()) {
    const real = realPath(path);
    if (real === undefined) continue;
    for (const view of [
      { path: real, real },
      { path: resolve(path), real },
    ]) {
      if ([...system, ...shown].some((other) => isIn(view.path, other.path))) continue;
      if (secret.some((other) => isIn(other, real) || isIn(real, other)) || isIn(ROOT, real)) throw tooWide(path, real);
      shown.push(view);
    }
  }
  return shown;
}

function tooWide(path: string, real: string): BlacktailError {
  const led = path === real ? "" : ` (it leads to ${real})`;
  return new BlacktailError({
    code: "WORKER_SANDBOX",
    message: `The GPU's driver files in ${path}${led} cannot be shown to a job: what it must not see, this worker's data, keys or checkout, lies in the same folder.`,
    fix: "Keep drivers, data and keys in folders of their own, and name the drivers' in LD_LIBRARY_PATH and VK_DRIVER_FILES.",
  });
}

/** Wherever a path would be seen. @param path without a link in it */
function masksOf(path: string, views: readonly View[]): string[] {
  const seen = views.flatMap((view) => (isIn(path, view.real) ? [join(view.path, relative(view.real, path))] : []));
  return [...new Set(seen)];
}

/** An empty folder or file in the path's place. */
function maskOf(path: string): string[] {
  return isFolder(path) ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}

const isFolder = (path: string): boolean => existsSync(`${path}${sep}.`);

/** Whether a path is a folder, or lies in it. */
function isIn(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`);
}

/** Undefined where there is nothing: that can neither be shown nor be hidden. */
function realPath(path: string): string | undefined {
  return existsSync(path) ? realpathSync(path) : undefined;
}

function settingsOf(drivers: Drivers | undefined): [string, string][] {
  return Object.entries(driverSettings(drivers?.settings ?? {}));
}

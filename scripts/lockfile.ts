/**
 * Completes package-lock.json, or with `--check` says whether it is complete.
 *
 * A package may name optional packages for other platforms. Where the registry in use lacks some of them, npm leaves them out of
 * the lock, and `npm ci` on a full registry (or the same one) then refuses the lock as out of step. This adds an entry for each:
 * npm installs it where platform and registry have it, and skips it elsewhere. Download addresses are left out of the lock,
 * so that it works with any registry.
 */
import { readFileSync, writeFileSync } from "node:fs";

type Entry = {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
};
type Lock = { packages: Record<string, Entry> };

const FILE = "package-lock.json";
// How platform packages spell an operating system or processor, and how npm does (process.platform, process.arch).
const OS: Record<string, string> = {
  ...Object.fromEntries(
    "darwin linux win32 freebsd netbsd openbsd sunos aix android openharmony".split(" ").map((os) => [os, os]),
  ),
  macos: "darwin",
  linuxmusl: "linux",
  windows: "win32",
};
const CPU: Record<string, string> = {
  ...Object.fromEntries(
    "x64 arm64 arm ia32 ppc64 riscv64 s390x loong64 mips64el wasm32".split(" ").map((cpu) => [cpu, cpu]),
  ),
  amd64: "x64",
  x86_64: "x64",
  aarch64: "arm64",
  armv7: "arm",
  ppc64le: "ppc64",
};

/** Whether npm would find `name` from the package at `path`, looking in each folder upwards. */
function resolves(lock: Lock, path: string, name: string): boolean {
  for (let dir = path; ; dir = dir.includes("/node_modules/") ? dir.slice(0, dir.lastIndexOf("/node_modules/")) : "") {
    if (lock.packages[`${dir ? `${dir}/` : ""}node_modules/${name}`]) return true;
    if (!dir) return false;
  }
}

function complete(lock: Lock): string[] {
  const added: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolves(lock, path, name)) continue;
      const version = /\d+\.\d+\.\d+[^\s|]*/.exec(range)?.[0];
      if (!version)
        throw new Error(
          `${FILE}: ${name}@${range}, wanted by ${path}, names no version. Pin the package that wants it.`,
        );
      const words = name.split(/[-_./@]/);
      const os = words.map((word) => OS[word]).find(Boolean);
      const cpu = words.map((word) => CPU[word]).find(Boolean);
      lock.packages[`node_modules/${name}`] = {
        version,
        optional: true,
        ...(entry.dev ? { dev: true } : {}),
        os: [os ?? "none"],
        ...(cpu ? { cpu: [cpu] } : {}),
      };
      added.push(`${name}@${version}`);
    }
  }
  return added;
}

function stripAddresses(lock: Lock): number {
  let stripped = 0;
  for (const entry of Object.values(lock.packages))
    if (entry.resolved && !entry.link && /^https?:/.test(entry.resolved)) {
      delete entry.resolved;
      stripped++;
    }
  return stripped;
}

const lock = JSON.parse(readFileSync(FILE, "utf8")) as Lock;
const added = complete(lock);
const stripped = stripAddresses(lock);
if (process.argv.includes("--check")) {
  if (added.length + stripped > 0) {
    console.error(
      `${FILE} is incomplete (${added.length} platform packages missing, ${stripped} download addresses): run npm run lockfile.`,
    );
    process.exit(1);
  }
} else {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${FILE}: ${added.length} platform packages added, ${stripped} download addresses removed.`);
}

import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { BlacktailError } from "@blacktail/sdk";
import { attempt } from "./journal.ts";

const HEARTBEAT_MS = 5_000;
/** A lock from another machine or container is dead when its heart has not beaten for this long. */
const FOREIGN_STALE_MS = 30_000;
const SETTLE_MS = 60;

type Owner = { id: string; pid: number; started: string; place: string };

/**
 * Takes the folder for this process, so that two workers never share a journal. A lock left by a killed worker is taken over.
 *
 * @returns Call it to give the lock back.
 * @throws BlacktailError `WORKER_LOCKED` when a live worker has the folder.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const path = join(folder, "lock");
  const me: Owner = { id: randomUUID(), pid: process.pid, started: startOf(process.pid), place: place() };
  const present = read(path);
  if (present !== undefined && isAlive(present, path)) throw locked(folder, present);
  claim(path, me, present === undefined);
  // Two starters may both have found the lock dead; the one that wrote last has it.
  await delay(SETTLE_MS);
  const now = read(path);
  if (now?.id !== me.id) throw locked(folder, now);
  const heart = setInterval(() => beat(path), HEARTBEAT_MS);
  heart.unref();
  return () => {
    clearInterval(heart);
    if (read(path)?.id === me.id) rmSync(path, { force: true });
  };
}

function claim(path: string, me: Owner, isNew: boolean): void {
  attempt(path, () => {
    const text = JSON.stringify(me);
    if (isNew) {
      try {
        writeFileSync(path, text, { flag: "wx", mode: 0o600 });
        return;
      } catch (error) {
        // Somebody else's lock appeared just now, or a torn one is in the way: the check after the pause decides.
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
        if (read(path) !== undefined) return;
      }
    }
    writeFileSync(`${path}.${me.id}`, text, { mode: 0o600 });
    renameSync(`${path}.${me.id}`, path);
  });
}

function read(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Owner;
  } catch {
    // No lock, or one that was torn by a crash while it was written: nobody holds it.
    return undefined;
  }
}

function isAlive(owner: Owner, path: string): boolean {
  if (owner.place === place()) return owner.started !== "" && startOf(owner.pid) === owner.started;
  return Date.now() - statSync(path).mtimeMs < FOREIGN_STALE_MS;
}

function beat(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // The folder went away; the next journal write says so better than a heartbeat could.
  }
}

/** When the process started, in clock ticks since boot; empty when there is no such process. Pids are used again, this is not. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return existsWithoutProc(pid) ? `pid ${pid}` : "";
  }
}

/** For systems without /proc. */
function existsWithoutProc(pid: number): boolean {
  if (process.platform === "linux") return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Names the machine, boot and pid namespace: only there does a pid mean the same process. */
function place(): string {
  const parts = [hostname()];
  try {
    parts.push(readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(), readlinkSync("/proc/self/ns/pid"));
  } catch {
    // Not Linux: the host's name alone has to do.
  }
  return parts.join(" ");
}

function locked(folder: string, owner: Owner | undefined): BlacktailError {
  return new BlacktailError({
    code: "WORKER_LOCKED",
    message: `Another worker (pid ${owner?.pid ?? "unknown"}) is using ${folder}.`,
    fix: "Stop it first, or give this worker a folder of its own as BLACKTAIL_DATA_DIR.",
    retryable: true,
  });
}

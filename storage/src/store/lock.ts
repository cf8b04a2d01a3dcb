import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { failure, systemCode } from "../error.ts";

/** A lock that is let go while one looks at it is looked at again, but not for ever. */
const ATTEMPTS = 10;

/**
 * Makes this process the only one that writes to the directory; a second would remove the first one's unfinished uploads.
 * The lock of a process that was killed is taken over: it names the process and its start time, so a reused id is no match.
 *
 * @returns what releases the lock
 * @throws BlacktailError `STORAGE_LOCKED`
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = path.join(directory, "lock");
  // Written aside and linked into place, so that a lock never exists without its holder's name.
  const mine = path.join(directory, `lock-${randomUUID()}`);
  await writeFile(mine, await identity(process.pid), { flag: "wx" });
  try {
    if (await acquire(file, mine)) return () => rm(file, { force: true });
  } finally {
    await rm(mine, { force: true });
  }
  throw failure(
    "STORAGE_LOCKED",
    `The directory ${directory} is used by another storage process.`,
    "Stop that process, or give this one another BLACKTAIL_STORAGE_DIR.",
  );
}

/** Puts a name of the file `mine` at `file`, if nobody who lives holds it. */
async function acquire(file: string, mine: string): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await linked(mine, file)) return true;
    const holder = await contentOf(file);
    if (holder === undefined) continue;
    if (await lives(holder)) return false;
    // Of those who find the same dead holder one may replace it, the one who locks its succession; and only while it is
    // still the holder, as somebody may have replaced it before.
    const succession = `${file}-${holder.slice(0, 64).replace(/\W+/g, "-")}`;
    if (!(await acquire(succession, mine))) return false;
    try {
      if ((await contentOf(file)) === holder) {
        // Renaming a name onto another of the same file would leave both, so `file` gets one of its own.
        const next = `${mine}-next`;
        await link(mine, next);
        await rename(next, file);
        return true;
      }
    } finally {
      await rm(succession, { force: true });
    }
  }
  return false;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** Nothing where there is no file. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function lives(holder: string): Promise<boolean> {
  const pid = Number(holder.split(" ")[0]);
  return pid > 0 && (await identity(pid)) === holder;
}

/** "pid start-time", or "pid" where the system has no /proc; empty when there is no such process. */
async function identity(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // Field 22 counted after the command's name, which may hold spaces.
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return isAlive(pid) ? `${pid}` : "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

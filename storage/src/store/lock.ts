import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { failure, systemCode } from "../error.ts";

/**
 * Makes this process the only one that writes to the directory; a second would remove the first one's unfinished uploads.
 * The lock of a process that was killed is taken over: it names the process and its start time, so a reused id is no match.
 *
 * @returns what releases the lock
 * @throws BlacktailError `STORAGE_LOCKED`
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const file = path.join(directory, "lock");
  const mine = await identity(process.pid);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(file, mine, { flag: "wx" });
      return () => rm(file, { force: true });
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
    }
    const holder = await readFile(file, "utf8").catch(() => "");
    const pid = Number(holder.split(" ")[0]);
    if (pid > 0 && (await identity(pid)) === holder) break;
    await rm(file, { force: true });
  }
  throw failure(
    "STORAGE_LOCKED",
    `The directory ${directory} is used by another storage process.`,
    "Stop that process, or give this one another BLACKTAIL_STORAGE_DIR.",
  );
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

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A text that is the same for as long as this very process lives and differs once its id is reused: its start time.
 * @returns undefined when no such process runs (a zombie counts as gone).
 */
export function startTime(pid: number): string | undefined {
  if (process.platform === "linux") {
    let stat: string;
    try {
      stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
    // The command may hold spaces and brackets; the fields after its last bracket are plain (proc(5): state is 3, starttime 22).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  }
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch (error) {
    // ps exits with 1 when there is no such process.
    if ((error as { status?: number }).status === 1) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ESRCH";
}

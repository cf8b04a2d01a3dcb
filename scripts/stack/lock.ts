import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { BlacktailError } from "@blacktail/sdk";
import { startTime } from "./process-identity.ts";

/**
 * Takes a folder for this process; of two starts at once one wins. A lock whose process is gone is taken over.
 * @returns what gives it back
 * @throws BlacktailError `STACK_RUNNING` naming the process that has it
 */
export function lockFolder(file: string): () => void {
  const mine = `${process.pid} ${startTime(process.pid)}`;
  const draft = `${file}.${process.pid}`;
  // Written whole before it appears under its name: a reader never sees half a lock.
  writeFileSync(draft, mine);
  try {
    for (;;) {
      try {
        linkSync(draft, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        releaseIfDead(file);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function releaseIfDead(file: string): void {
  let owner: string;
  try {
    owner = readFileSync(file, "utf8");
  } catch (error) {
    // Given back in this very moment.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const [pid = "", ...started] = owner.split(" ");
  if (startTime(Number(pid)) !== started.join(" ")) {
    rmSync(file, { force: true });
    return;
  }
  throw new BlacktailError({
    code: "STACK_RUNNING",
    message: `A stack on this folder runs already (process ${pid}).`,
    fix: "Use it, stop it with Ctrl-C there, or give another --data-dir and --port-base.",
  });
}

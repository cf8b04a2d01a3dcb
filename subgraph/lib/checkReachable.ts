import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { BlacktailError } from "@blacktail/sdk";

const SEARCH_BY_OTHERS = 0o001;

/**
 * Checks that another user can get to a path: every folder above it must let others through.
 * @throws BlacktailError `POSTGRES_FOLDER_CLOSED` naming the folder that does not
 */
export async function checkReachable(path: string, uid: number | undefined): Promise<void> {
  if (uid === undefined) return;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const { mode, uid: owner } = await stat(folder);
    if (owner !== uid && (mode & SEARCH_BY_OTHERS) === 0) {
      throw new BlacktailError({
        code: "POSTGRES_FOLDER_CLOSED",
        message: `Postgres does not run as root, and user ${uid}, as which it would run, cannot enter ${folder}.`,
        fix: `Run as an ordinary user, use a folder outside ${folder}, or allow it with: chmod o+x ${folder}`,
      });
    }
    if (folder === dirname(folder)) return;
  }
}

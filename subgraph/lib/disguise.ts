import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { BlacktailError } from "@blacktail/sdk";

const run = promisify(execFile);

/** How to run a program that refuses to run as root. */
export type Disguise = {
  /** User and group to run as; absent where the caller's own will do. */
  uid?: number;
  gid?: number;
  /** What to put before the command. */
  prefix: string[];
};

/** `nobody` on Linux. */
const UNPRIVILEGED = 65534;
/** A user namespace in which root's own files belong to an ordinary user: for folders that only root may enter. */
const NAMESPACE = ["unshare", "--user", `--map-user=${UNPRIVILEGED}`, `--map-group=${UNPRIVILEGED}`, "--"];
const SEARCH_BY_OTHERS = 0o001;

/**
 * An ordinary caller stays itself. Root becomes another user where that user can get to all of the paths, else stays root in a user
 * namespace of its own.
 * @throws BlacktailError `POSTGRES_FOLDER_CLOSED` where neither is possible, naming the folder
 */
export async function disguiseFor(...paths: string[]): Promise<Disguise> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const closed = (await Promise.all(paths.map(closedFolder))).find((folder) => folder !== undefined);
  if (closed === undefined) return { uid: UNPRIVILEGED, gid: UNPRIVILEGED, prefix: [] };
  if (await namespacesWork()) return { prefix: NAMESPACE };
  throw new BlacktailError({
    code: "POSTGRES_FOLDER_CLOSED",
    message: `Postgres does not run as root, and user ${UNPRIVILEGED}, as which it would run, cannot enter ${closed}.`,
    fix: `Run as an ordinary user, use a folder outside ${closed}, or allow it with: chmod o+x ${closed}`,
  });
}

/** The disguise that made a folder: its owner tells. */
export async function disguiseOf(folder: string): Promise<Disguise> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const { uid, gid } = await stat(folder);
  return uid === 0 ? { prefix: NAMESPACE } : { uid, gid, prefix: [] };
}

/** The first folder on the way to a path that does not let others through; undefined when all do. */
async function closedFolder(path: string): Promise<string | undefined> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const { mode, uid } = await stat(folder);
    if (uid !== UNPRIVILEGED && (mode & SEARCH_BY_OTHERS) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

async function namespacesWork(): Promise<boolean> {
  const [command = "", ...args] = NAMESPACE;
  try {
    await run(command, [...args, "true"]);
    return true;
  } catch {
    // Not installed, or not allowed here: the caller says what else can be done.
    return false;
  }
}

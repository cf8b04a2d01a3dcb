import { lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "../data/journal.ts";

/**
 * Where the files of one piece of work live. `work` is all that its process may write. The inputs lie beside it: whatever the process does
 * to its own folder, a link in it never leads this worker to write or publish another file.
 */
export type JobFolder = { root: string; work: string; inputs: string; out: string };

/**
 * @param name Of the work, such as a job's id: what has one name shares its inputs.
 * @throws BlacktailError when the disk refuses
 */
export function makeJobFolder(dataDir: string, name: string): JobFolder {
  const root = join(dataDir, "jobs", name);
  const folder = {
    root,
    work: join(root, "work"),
    inputs: join(root, "inputs"),
    out: join(root, "work", "out"),
  };
  for (const path of [folder.inputs, folder.work]) {
    attempt(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
  }
  return folder;
}

/**
 * Whatever an earlier try left goes: nothing half-done is ever published, and no file that the job's code put there meets the next
 * process.
 *
 * @param keep Name of a file in `work` that may stay, if it is a file: what the same work goes on from.
 * @throws BlacktailError when the disk refuses
 */
export function emptyWork({ work, out }: Pick<JobFolder, "work" | "out">, keep?: string): void {
  attempt(work, () => {
    for (const name of readdirSync(work)) {
      const path = join(work, name);
      if (name === keep && isPlainFile(path)) continue;
      rmSync(path, { recursive: true, force: true });
    }
  });
  attempt(out, () => mkdirSync(out, { recursive: true, mode: 0o700 }));
}

function isPlainFile(path: string): boolean {
  const info = lstatSync(path);
  return info.isFile() && info.nlink === 1;
}

export function removeJobFolder(dataDir: string, name: string): void {
  rmSync(join(dataDir, "jobs", name), { recursive: true, force: true });
}

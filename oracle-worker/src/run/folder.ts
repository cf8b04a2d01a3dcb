import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "../data/journal.ts";

/**
 * Where one job's files live. `work` is all that its process may write. The inputs lie beside it: whatever the process does to its
 * own folder, a link in it never leads this worker to write or publish another file.
 */
export type JobFolder = { root: string; work: string; inputs: string; out: string };

/** @throws BlacktailError when the disk refuses */
export function makeJobFolder(dataDir: string, jobId: bigint): JobFolder {
  const root = join(dataDir, "jobs", `${jobId}`);
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
 * @throws BlacktailError when the disk refuses
 */
export function emptyWork({ work, out }: Pick<JobFolder, "work" | "out">): void {
  attempt(work, () => rmSync(work, { recursive: true, force: true }));
  attempt(out, () => mkdirSync(out, { recursive: true, mode: 0o700 }));
}

export function removeJobFolder(dataDir: string, jobId: bigint): void {
  rmSync(join(dataDir, "jobs", `${jobId}`), { recursive: true, force: true });
}

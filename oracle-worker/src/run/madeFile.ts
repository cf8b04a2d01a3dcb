import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import { BlacktailError } from "@blacktail/sdk";
import type { JobFolder } from "./folder.ts";

/**
 * The path of a file that the job's process made, sure to be a file of its own: the process could write anything there, also a link
 * to a file that only this worker may read. To be called when the process has ended.
 *
 * @throws BlacktailError `WORKER_OUTPUT_MISSING`
 */
export async function madeFile({ root, out }: JobFolder, name: string): Promise<{ path: string; size: number }> {
  const path = join(out, name);
  try {
    const [real, home, info] = await Promise.all([realpath(path), realpath(root), lstat(path)]);
    // A path that is as it was made, below a folder that the process could not touch, goes through no link.
    if (real === join(home, "work", "out", name) && info.isFile() && info.nlink === 1) return { path, size: info.size };
  } catch (cause) {
    throw missing(path, cause);
  }
  throw missing(path);
}

function missing(path: string, cause?: unknown): BlacktailError {
  return new BlacktailError({
    code: "WORKER_OUTPUT_MISSING",
    message: `The job's process left no file of its own at ${path}.`,
    fix: "Nothing to do for a provider: the job's code is at fault, and nothing of it is published.",
    cause,
  });
}

import { rmSync } from "node:fs";
import { join } from "node:path";

/** Where a job's results lie, each file by its digest. */
export function resultsFolder(dataDir: string, jobId: bigint): string {
  return join(dataDir, "results", `${jobId}`);
}

export function removeResults(dataDir: string, jobId: bigint): void {
  rmSync(resultsFolder(dataDir, jobId), { recursive: true, force: true });
}

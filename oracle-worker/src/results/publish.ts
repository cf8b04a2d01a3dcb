import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { BlacktailError, type Storage } from "@blacktail/sdk";
import type { ResultRecord } from "../outbox/records.ts";
import { resultsFolder } from "./folder.ts";

/**
 * Publishes what came of a stage.
 *
 * @param isNeeded Which of its parts the storage lacks; all of them unless told.
 * @throws BlacktailError `WORKER_RESULT_LOST` when the disk has lost a file of it; what storage says
 */
export async function publishResult(
  storage: Storage,
  dataDir: string,
  { jobId, artifacts }: ResultRecord,
  signal: AbortSignal,
  isNeeded: (cid: string) => Promise<boolean> | boolean = () => true,
): Promise<void> {
  for (const { cid, digest } of artifacts) {
    if (!(await isNeeded(cid))) continue;
    const path = join(resultsFolder(dataDir, BigInt(jobId)), digest);
    if (!existsSync(path)) throw lost(path);
    // That it cannot be read is told to whoever reads it; with nobody listening it would end this process.
    const content = createReadStream(path).on("error", () => undefined);
    try {
      const stored = await storage.put(content, { signal });
      if (stored.digest !== digest) throw lost(path);
    } finally {
      // A storage that refuses may not have read it: its file would stay open.
      content.destroy();
    }
  }
}

function lost(path: string): BlacktailError {
  return new BlacktailError({
    code: "WORKER_RESULT_LOST",
    message: `${path} is gone, or is no longer what it was: that part of a result cannot be published.`,
    fix: "Leave the folder of BLACKTAIL_DATA_DIR to the worker alone; it computes the stage again if there is time.",
    retryable: true,
  });
}

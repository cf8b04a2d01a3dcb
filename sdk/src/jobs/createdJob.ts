import { zeroHash } from "viem";
import type { PackedJob } from "./packJob.ts";
import type { Job } from "./types.ts";
import { unpackJob } from "./unpackJob.ts";

/** A new job, as `JobCreated` tells it: its other words are 0. */
export function createdJob({ terms, state }: Pick<PackedJob, "terms" | "state">): Job {
  return unpackJob({ terms, state, seat: 0n, input: zeroHash, result: zeroHash, dispute: zeroHash });
}

import type { JobSpec } from "../schemas/JobSpec.ts";

/** The seed of a training job that names none. */
export const DEFAULT_SEED = 1;

/** What a job may use when its requester sets no limits: generous for a laptop, small for a server. */
export const DEFAULT_LIMITS: Readonly<JobSpec["limits"]> = {
  memoryMiB: 4_096,
  cpuSeconds: 1_800,
  wallSeconds: 900,
  outputMiB: 256,
};

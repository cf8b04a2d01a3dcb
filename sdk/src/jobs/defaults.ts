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

/** Seconds that a job's periods last when its requester sets none and the deployment allows them. */
export const DEFAULT_PERIODS = {
  claim: 3_600,
  /** The longest run that `DEFAULT_LIMITS` allow, and time to fetch and to publish. */
  work: 1_200,
  challenge: 3_600,
  /** In which tickets decide who may claim: a minute is enough for the seed to be known and for a few to come up. */
  priority: 60,
} as const;

/** How many providers may try a stage before what is left goes back. */
export const DEFAULT_ATTEMPTS = 2;

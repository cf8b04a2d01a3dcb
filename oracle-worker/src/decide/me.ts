import type { Device } from "@blacktail/frameworks/engine";
import type { FrameworkInfo, JobSpec } from "@blacktail/sdk";
import type { Address, Hex } from "viem";

/** What the worker is and accepts, as far as deciding needs it. */
export type Me = {
  provider: Address;
  /** Whether the registry names this worker's key as the provider's operator (or it is the provider itself). */
  mayAct: boolean;
  /** $BLACK (wei) that a new job may lock. */
  freeStake: bigint;
  /** $BLACK (wei) that one job may lock at most. */
  maxStakeLock: bigint;
  /** Accepted currencies, each with the least that is taken for a stage, in its smallest unit. */
  minPrices: ReadonlyMap<bigint, bigint>;
  /** What the provider has announced to be able to do, a set of bits. */
  capabilities: bigint;
  limits: { memoryMiB: number; cpuSeconds: number; wallSeconds: number; outputMiB: number; dataMiB: number };
  /** Seconds kept for publishing and submitting. */
  marginSeconds: number;
  /** Jobs that may be taken on now. */
  freeSlots: number;
  kinds: readonly JobSpec["kind"][];
  /** What computes here, the fastest first. */
  devices: readonly Device[];
  frameworks: readonly Pick<FrameworkInfo, "family" | "name" | "version" | "formats" | "target" | "parents">[];
  /** Whether a job may bring code of its own: only where the sandbox keeps it from network, keys and other files. */
  runsModules: boolean;
};

/** What the chain says of the model that the job uses: its versions' manifest digests. */
export type ModelFacts = { versions: readonly Hex[] };

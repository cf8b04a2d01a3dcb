import type { Stage } from "./stage.ts";

/** A named tensor of a checkpoint. */
export interface SavedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;
}

/** The state of one piece of a run: everything from which it goes on as if it had never stopped. */
export interface Snapshot {
  readonly tensors: Readonly<Record<string, SavedTensor>>;
  /** Plain JSON: counters, the states of random streams, curves. */
  readonly state: unknown;
}

/**
 * The states of a run, one for each of its pieces (a fit, an environment's episodes), by keys that are the same in each run of one
 * spec. What lies between the pieces is deterministic and is simply done again.
 */
export interface Checkpoints {
  /** Optimizer steps between two saves; infinite when nothing is kept. */
  readonly every: number;
  /** What an interrupted run of the same spec left under a key. */
  load(key: string): Snapshot | undefined;
  /** Keeps a copy of a piece's state in place of its last one; whole or not at all. The key has no "/". */
  save(key: string, snapshot: Snapshot): Promise<void>;
  /** Where the run is to stop, when only a stage of it is wanted; `every` is finite then. */
  readonly stage?: Stage | undefined;
}

/** For runs that keep nothing. */
export const noCheckpoints: Checkpoints = {
  every: Number.POSITIVE_INFINITY,
  load: () => undefined,
  save: () => Promise.resolve(),
};

import type { Snapshots } from "./checkpointFile.ts";
import type { Checkpoints, Snapshot } from "./checkpoints.ts";

/** Checkpoints all of which can be had at once, to be written elsewhere. */
export interface KeptCheckpoints extends Checkpoints {
  /** The last state of each piece. */
  all(): Snapshots;
}

/** Keeps the states of a run in memory: of each piece when it ends. @param start what the run goes on from */
export function memoryCheckpoints(start: Snapshots = new Map()): KeptCheckpoints {
  const snapshots = new Map(start);
  return {
    every: Number.MAX_SAFE_INTEGER,
    load: (key) => snapshots.get(key),
    save(key, snapshot) {
      if (key.includes("/")) throw new TypeError(`A checkpoint's key cannot have a "/": "${key}".`);
      // Copied, as the piece goes on changing what it gave, and another piece's save writes this one's again.
      snapshots.set(key, structuredClone<Snapshot>(snapshot));
      return Promise.resolve();
    },
    all: () => snapshots,
  };
}

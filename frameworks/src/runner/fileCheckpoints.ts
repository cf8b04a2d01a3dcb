import { encodeCheckpoint, readCheckpoint, replaceFile, type Snapshots } from "./checkpointFile.ts";
import { type KeptCheckpoints, memoryCheckpoints } from "./memoryCheckpoints.ts";
import { runtimeVersion } from "./onnxruntime.ts";

export interface FileCheckpointsOptions {
  /** The file; it need not exist. */
  readonly path: string;
  /** Optimizer steps between two saves. */
  readonly every: number;
  /** What fixes the run: the digest of its spec, the framework's version. A file of another run is refused. */
  readonly identity: string;
  /** What the run goes on from where there is no file yet. Default: from the beginning. */
  readonly start?: Snapshots | undefined;
}

/**
 * Keeps the states of a run in one file.
 * Each save writes a whole new file and puts it in place of the last one, so that an interruption leaves one or the other.
 * @throws BlacktailError CHECKPOINT_INVALID when the file is damaged, CHECKPOINT_FOREIGN when it belongs to another run
 *
 * @example
 * const checkpoints = await fileCheckpoints({ path: "run.checkpoint", every: 1_000, identity: specDigest });
 */
export async function fileCheckpoints({
  path,
  every,
  identity,
  start,
}: FileCheckpointsOptions): Promise<KeptCheckpoints> {
  if (!(every >= 1)) throw new RangeError(`A checkpoint cannot be saved every ${every} steps.`);
  const marks = { identity, runtime: runtimeVersion };
  const kept = memoryCheckpoints((await readCheckpoint(path, marks)) ?? start);
  let last: Promise<void> = Promise.resolve();
  return {
    ...kept,
    every,
    save(key, snapshot) {
      void kept.save(key, snapshot);
      // Written after the save before: pieces that run side by side do not mix.
      const parts = encodeCheckpoint(kept.all(), marks);
      last = last.then(() => replaceFile(path, parts));
      return last;
    },
  };
}

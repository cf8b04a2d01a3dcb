import { rm } from "node:fs/promises";
import { problem } from "../errors.ts";
import { encodeCheckpoint, type Marks, readCheckpoint, replaceFile, type Snapshots } from "../runner/checkpointFile.ts";
import { type Checkpoints, noCheckpoints } from "../runner/checkpoints.ts";
import type { Device } from "../runner/device.ts";
import { fileCheckpoints } from "../runner/fileCheckpoints.ts";
import { memoryCheckpoints } from "../runner/memoryCheckpoints.ts";
import { digestFile } from "./files.ts";
import type { CheckpointOptions, StageOptions } from "./protocol.ts";

/** What a run is known by. */
interface Run {
  /** What a checkpoint must share with a run that goes on from it. */
  readonly identity: string;
  /** The framework's. */
  readonly version: string;
  readonly device: Device;
}

/** The states of a stage. */
interface StageCheckpoints {
  readonly checkpoints: Checkpoints;
  /** Writes what the next stage goes on from: the last state of each piece. */
  handOver(): Promise<void>;
}

/**
 * The states of a whole run, if they are to be kept. What another device computed is of another run: its bytes would be neither one's.
 * @throws BlacktailError CHECKPOINT_FOREIGN, CHECKPOINT_INVALID
 */
export function openCheckpoints(options: CheckpointOptions | undefined, run: Run): Promise<Checkpoints> {
  return options === undefined ? Promise.resolve(noCheckpoints) : openFile(options, identityOf(run));
}

/**
 * The states of one stage of a run. Its beginning comes from the stage before, whatever device or runtime that was computed by: a job's
 * providers differ in these. Within the stage they may not change.
 * @throws BlacktailError CHECKPOINT_FOREIGN, CHECKPOINT_INVALID
 */
export async function openStage(
  { index, checkpoint, out }: StageOptions,
  options: CheckpointOptions | undefined,
  run: Run,
): Promise<StageCheckpoints> {
  const marks = (stage: number): Marks => ({ identity: `${run.identity} ${run.version}`, stage: String(stage) });
  let start: Snapshots | undefined;
  let from = "the beginning";
  if (checkpoint !== undefined) {
    start = await readCheckpoint(checkpoint, marks(index - 1));
    if (start === undefined) throw missing(checkpoint);
    from = await digestFile(checkpoint);
  }
  const identity = `${identityOf(run)}, stage ${index} from ${from}`;
  const kept = options === undefined ? memoryCheckpoints(start) : await openFile(options, identity, start);
  return {
    checkpoints: kept,
    handOver: () => replaceFile(out, encodeCheckpoint(kept.all(), marks(index))),
  };
}

const identityOf = ({ identity, version, device }: Run) => `${identity} ${version} ${device}`;

async function openFile({ path, every, resume = false }: CheckpointOptions, identity: string, start?: Snapshots) {
  if (!resume) await rm(path, { force: true });
  return fileCheckpoints({ path, every, identity, start });
}

const missing = (path: string) =>
  problem("CHECKPOINT_INVALID", `There is no checkpoint ${path} to go on from.`, "Fetch what the stage before left.");

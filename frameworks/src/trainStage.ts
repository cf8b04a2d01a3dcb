import { resolve } from "node:path";
import { atEdge } from "./edge.ts";
import { problem } from "./errors.ts";
import type { Runtime } from "./process/protocol.ts";
import { askToTrain, resultOf, type TrainArguments, type TrainResult } from "./trainSpec.ts";

export interface StageArguments extends TrainArguments {
  readonly stage: {
    /** From 0; one of the spec's `stages`. */
    readonly index: number;
    /** The file that the stage before left; the first stage has none. It may come from anybody: it is checked. */
    readonly checkpoint?: string | undefined;
    /** Where to write the checkpoint that the next stage goes on from, unless the training is finished before the stage's end. */
    readonly out: string;
  };
}

/** A training that has come to a stage's end, and goes on from its checkpoint. */
export interface StagePause {
  readonly finished: false;
  /** The file named by `stage.out`. The same bytes on every machine that computes alike, however often the stage was interrupted. */
  readonly checkpointPath: string;
  /** Its sha-256 and its size in bytes. */
  readonly digest: `0x${string}`;
  readonly size: number;
  /** How far the training is: `steps` over all of its parts, and what is known of the present one, such as `loss` and `validationLoss`. */
  readonly metrics: Record<string, number>;
  readonly warnings: readonly string[];
  readonly seconds: number;
  readonly runtime: Runtime & { readonly hardware: string };
}

/** The model, as `trainSpec` gives it: the later stages have nothing left to do. */
export type StageFinish = TrainResult & { readonly finished: true };

/**
 * Does one stage of a training, in a child process within the job's limits: goes on from the checkpoint of the stage before, to this stage's
 * end exactly or to the training's. Stages done one after the other, each from the file of the one before, give the model that `trainSpec`
 * gives of the same spec, byte for byte. `checkpoint` keeps the state within the stage, so that it can be interrupted.
 * @throws BlacktailError CHECKPOINT_FOREIGN, CHECKPOINT_INVALID of the stage before's file; STAGE_INVALID; and all that `trainSpec` throws
 *
 * @example
 * const first = await trainStage({ spec, inputs, outDir: "out", stage: { index: 0, out: "0.checkpoint" } });
 * if (!first.finished) {
 *   await trainStage({ spec, inputs, outDir: "out", stage: { index: 1, checkpoint: first.checkpointPath, out: "1.checkpoint" } });
 * }
 */
export function trainStage(args: StageArguments): Promise<StagePause | StageFinish> {
  return atEdge(() => train(args));
}

async function train(args: StageArguments): Promise<StagePause | StageFinish> {
  const { index, checkpoint, out } = args.stage;
  checkStage(args);
  const asked = await askToTrain(args, {
    index,
    out: resolve(out),
    ...(checkpoint !== undefined && { checkpoint: resolve(checkpoint) }),
  });
  const { reply, seconds, runtime } = asked;
  if ("model" in reply) return { finished: true, ...resultOf(args, { ...asked, reply }) };
  const { digest, size, metrics, notices } = reply;
  return {
    finished: false,
    checkpointPath: resolve(out),
    digest,
    size,
    metrics: { ...metrics },
    warnings: [...notices],
    seconds,
    runtime,
  };
}

function checkStage({ spec, stage: { index, checkpoint } }: StageArguments): void {
  const count = spec.stages.length;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw problem(
      "STAGE_INVALID",
      `The job has the stages 0 to ${count - 1}, and no stage ${index}.`,
      "Name one of its stages.",
    );
  }
  if (index > 0 === (checkpoint !== undefined)) return;
  throw problem(
    "STAGE_INVALID",
    index === 0 ? "The first stage was given a checkpoint to go on from." : `Stage ${index} was given no checkpoint.`,
    "Give each stage but the first the checkpoint of the stage before.",
  );
}

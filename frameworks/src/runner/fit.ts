import type { Curve } from "@blacktail/sdk";
import { problem } from "../errors.ts";
import type { TrainContext } from "../family.ts";
import { batchOrder } from "./batches.ts";
import { type DataBlocks, type DataSource, sourceOf } from "./data.ts";
import { FitRecord, type Validation } from "./fitRecord.ts";
import { type Program, withBatchSize } from "./scan.ts";
import type { Schedule } from "./schedule.ts";
import { stepsPerRun } from "./stepPlan.ts";
import { Trainer } from "./trainer.ts";

export interface FitOptions {
  readonly program: Program;
  readonly data: DataSource | DataBlocks;
  /** Names this fit among those of the run: its checkpoint. Without "/". */
  readonly key: string;
  /** Optimizer steps at most. */
  readonly steps: number;
  /** They fix the order of the batches: every row once per epoch. */
  readonly seed: number;
  readonly stream: number;
  /** What becomes of rows that do not fill a batch at an epoch's end; see `batchOrder`. Default "carry". */
  readonly lastBatch?: "carry" | "short";
  /** The rate of each step, counted from 1. */
  readonly learningRate: Schedule;
  readonly context: Pick<TrainContext, "threads" | "device" | "checkpoints">;
  /** Optimizer steps per run of the Scan. Default: an epoch, within what hides the call and bounds the memory. */
  readonly stepsPerRun?: number;
  /** Measures weights on rows that are not trained on; the weights with the lowest loss are what the fit returns. */
  readonly validate?: (weights: readonly Float32Array[]) => Promise<Validation>;
  /** Runs of the Scan between two validations; the last run is always followed by one. Default 1. */
  readonly validateEvery?: number;
  /** Validations without a better one after which the fit ends. Default: never. */
  readonly patience?: number;
  /** Called after each run of the Scan. */
  readonly onRun?: (state: FitProgress) => void;
}

export interface FitProgress {
  readonly step: number;
  /** Times that each row has been seen; not whole in the midst of an epoch. */
  readonly epoch: number;
  /** Mean training loss of the run's steps. */
  readonly loss: number;
  /** The last validation, when there was one. */
  readonly validationLoss?: number;
  readonly metric?: Validation["metric"];
}

export interface FitResult {
  /** In the order of the program's parameters: the best by validation, or else the last. */
  readonly weights: readonly Float32Array[];
  /** Optimizer steps done. */
  readonly steps: number;
  /** Training loss and, with `validate`, validation loss, by step. */
  readonly curves: Curve[];
  /** Of the weights returned. */
  readonly validation?: Validation;
}

/**
 * Trains a program: batches, validation, early stopping and checkpoints around the Trainer.
 * With `context.checkpoints` it saves its state every so many steps and, where a run was interrupted, goes on from there; the
 * result is the same bit for bit. In a stage of a run it stops where the stage ends.
 * @throws BlacktailError TRAINING_DIVERGED when the loss is no longer a number before any weights were good
 * @throws BlacktailError CHECKPOINT_INVALID when what was kept does not belong to the program
 *
 * @example
 * const { weights } = await fit({ program, data: { x, y }, key: "fit", steps: 500, seed: 1, stream: 2, learningRate: constant(0.01), context });
 */
export async function fit(options: FitOptions): Promise<FitResult> {
  const { key, steps, seed, stream, lastBatch = "carry", learningRate, validate, validateEvery = 1 } = options;
  const { patience = Number.POSITIVE_INFINITY, onRun } = options;
  const { threads, device, checkpoints } = options.context;
  const source = sourceOf(options.data, options.program.data);
  const program = withBatchSize(options.program, Math.min(options.program.batchSize, source.rows));
  const order = batchOrder({ rows: source.rows, batchSize: program.batchSize, seed, stream, last: lastBatch });
  const perRun = options.stepsPerRun ?? stepsPerRun(program, source, order.stepsPerEpoch);
  const record = new FitRecord(program);
  const trainer = await Trainer.create(program, source, { threads, device });
  try {
    const saved = checkpoints.load(key);
    if (saved !== undefined) record.restore(saved, trainer, steps);
    let kept = record.step;
    const stageEnd = checkpoints.stage?.endWithin(steps) ?? Number.POSITIVE_INFINITY;
    while (!record.finished) {
      if (record.step >= stageEnd) {
        if (record.step > kept) await checkpoints.save(key, record.snapshot(trainer));
        checkpoints.stage?.halt(record.step, record.measures);
      }
      const end = Math.min(steps, (Math.floor(record.step / perRun) + 1) * perRun);
      const limit = Math.min(end, kept + checkpoints.every, stageEnd) - record.step;
      const batches = order.take(record.step, limit);
      record.add(await trainer.run(batches.rows, learningRate, batches.batchSize));
      if (record.step === end) await endRun(end);
      const last = record.finished && checkpoints.every < Number.POSITIVE_INFINITY;
      if (!last && record.step - kept < checkpoints.every) continue;
      await checkpoints.save(key, record.snapshot(trainer));
      kept = record.step;
    }
    checkpoints.stage?.pieceEnded(steps);
    const { best } = record;
    return {
      weights: best?.weights ?? trainer.parameters(),
      steps: record.step,
      curves: record.curves,
      ...(best && { validation: best.validation }),
    };
  } finally {
    await trainer.release();
  }

  async function endRun(step: number): Promise<void> {
    const loss = record.endRun();
    if (!Number.isFinite(loss)) return diverge(step);
    if (validate !== undefined && (step === steps || record.runs % validateEvery === 0)) {
      const weights = trainer.parameters();
      const validation = await validate(weights);
      if (!Number.isFinite(validation.loss)) return diverge(step);
      record.judge(validation, weights, patience);
    }
    if (step === steps) record.finish();
    const { last } = record;
    onRun?.({
      step,
      epoch: step / order.stepsPerEpoch,
      loss,
      ...(last && { validationLoss: last.loss }),
      ...(last?.metric && { metric: last.metric }),
    });
  }

  /** Good weights from before are a result; without any there is none. */
  function diverge(step: number): void {
    if (record.best === undefined) {
      throw problem(
        "TRAINING_DIVERGED",
        `The loss was no longer a number after ${step} steps of "${key}".`,
        "Lower learningRate, or clip the gradient.",
      );
    }
    record.finish();
  }
}

import type { TrainContext } from "../family.ts";
import type { LoadOptions } from "../tables/loadTable.ts";
import type { UntunedSettings } from "./network.ts";
import { loadPool, type Pool } from "./pool.ts";
import { MAX_TOLD_VALUES } from "./told.ts";
import { fitSupervised, MAX_LABELLED_VALUES, supervisedSteps, TUNING_FITS, tune } from "./tune.ts";

/** What is held in memory at most; the rest lies on disk. */
export interface Memory {
  readonly table?: LoadOptions["memory"];
  /** Features of labelled rows. */
  readonly labelled: number;
  /** Probabilities of rows without a label. */
  readonly told: number;
}

export const MEMORY: Memory = { labelled: MAX_LABELLED_VALUES, told: MAX_TOLD_VALUES };

/** What every way to learn from few labels starts from. */
interface Start {
  readonly pool: Pool;
  readonly classes: number;
  readonly tuned: Awaited<ReturnType<typeof tune>>;
  /** The network that learned from the labels alone: the one to be better than. */
  readonly supervised: Awaited<ReturnType<typeof fitSupervised>>;
}

/**
 * Reads the rows, chooses the network's settings by the labels, and trains it on them alone.
 * @param stepsAfter optimizer steps that the framework's own fits will take then
 */
export async function start(
  context: TrainContext,
  config: Parameters<typeof loadPool>[1] & Omit<Parameters<typeof tune>[1], "width" | "classes">,
  { table, labelled: maxValues }: Memory,
  stepsAfter: (pool: Pool, settings: UntunedSettings) => number,
): Promise<Start> {
  const pool = await loadPool(context, config, table);
  const classes = pool.target.classes.length;
  const settings = { ...config, width: pool.matrix.width, classes };
  const steps = (TUNING_FITS + 1) * supervisedSteps(pool.labels.length, settings) + stepsAfter(pool, settings);
  context.checkpoints.stage?.plan(steps);
  const tuned = await tune(pool, settings, context, maxValues);
  if (tuned.rows < pool.labels.length) {
    pool.warnings.push(
      `Weight decay and noise were chosen by ${tuned.rows} of the ${pool.labels.length} labels, drawn at random.`,
    );
  }
  const supervised = await fitSupervised(pool, tuned, { key: "supervised", stream: 40, context, maxValues });
  return { pool, classes, tuned, supervised };
}

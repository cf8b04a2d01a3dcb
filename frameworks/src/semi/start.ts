import type { TrainContext } from "../family.ts";
import { loadPool, type Pool } from "./pool.ts";
import { fitSupervised, tune } from "./tune.ts";

/** What every way to learn from few labels starts from. */
interface Start {
  readonly pool: Pool;
  readonly classes: number;
  readonly tuned: Awaited<ReturnType<typeof tune>>;
  /** The network that learned from the labels alone: the one to be better than. */
  readonly supervised: Awaited<ReturnType<typeof fitSupervised>>;
}

/** Reads the rows, chooses the network's settings by the labels, and trains it on them alone. */
export async function start(
  context: TrainContext,
  config: Parameters<typeof loadPool>[1] & Omit<Parameters<typeof tune>[2], "width" | "classes">,
): Promise<Start> {
  const pool = await loadPool(context, config);
  const { labelled, labels } = pool;
  const classes = pool.target.classes.length;
  const tuned = await tune(labelled, labels, { ...config, width: labelled.width, classes }, context);
  const supervised = await fitSupervised(labelled, labels, tuned, { key: "supervised", stream: 40, context });
  return { pool, classes, tuned, supervised };
}

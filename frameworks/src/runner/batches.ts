import { createRandom } from "../random.ts";

/** Row numbers of some steps of one batch size, one step after the other. */
interface Batches {
  readonly rows: BigInt64Array;
  readonly batchSize: number;
  readonly steps: number;
}

/** Which rows each step gets. */
export interface BatchOrder {
  /** Steps in which every row has come once; not whole where batches run on into the next epoch. */
  readonly stepsPerEpoch: number;
  /** The batches of at most `limit` steps from a step on, counted from 0. Asking again gives the same: there is no state to keep. */
  take(step: number, limit: number): Batches;
}

/**
 * Every row once per epoch, in an order that follows from seed, stream and epoch alone, so that a run goes on anywhere.
 * @param last what happens to the rows that do not fill a batch at an epoch's end: "carry" fills it up from the next epoch
 *   (all steps are alike, the fastest), "short" makes a smaller batch of them.
 */
export function batchOrder(options: {
  readonly rows: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly stream: number;
  readonly last?: "carry" | "short";
}): BatchOrder {
  const { rows, seed, stream, last = "carry" } = options;
  const batchSize = Math.min(options.batchSize, rows);
  const key = createRandom(seed, stream).below(2 ** 32);
  const order = new Uint32Array(rows);
  let shuffled = -1;
  const row = (position: number): number => {
    const epoch = Math.floor(position / rows);
    if (epoch !== shuffled) {
      for (let index = 0; index < rows; index++) order[index] = index;
      createRandom(key, epoch).shuffle(order);
      shuffled = epoch;
    }
    return order[position - epoch * rows] ?? 0;
  };
  const batches = (first: number, size: number, steps: number): Batches => ({
    rows: BigInt64Array.from({ length: size * steps }, (_, index) => BigInt(row(first + index))),
    batchSize: size,
    steps,
  });
  const short = last === "short" ? rows % batchSize : 0;
  if (short === 0) {
    return {
      stepsPerEpoch: rows / batchSize,
      take: (step, limit) => batches(step * batchSize, batchSize, limit),
    };
  }
  const whole = Math.floor(rows / batchSize);
  return {
    stepsPerEpoch: whole + 1,
    take(step, limit) {
      const epoch = Math.floor(step / (whole + 1));
      const within = step - epoch * (whole + 1);
      const first = epoch * rows + within * batchSize;
      if (within === whole) return batches(first, short, 1);
      return batches(first, batchSize, Math.min(limit, whole - within));
    },
  };
}

import {
  createRandom,
  network,
  networkParameters,
  sgd,
  softmaxCrossEntropy,
  Trainer,
} from "@blacktail/frameworks/engine";

/** The network of the speed benchmarks: features, hidden, classes. */
export const MLP_SIZES = [784, 256, 10] as const;
export const MLP_BATCH = 128;
export const MLP_ROWS = 8_192;

/** Operations of one step: a product of [m, k] and [k, n] takes 2mkn. The first layer needs no gradient by its input. */
export function mlpFlops(): number {
  const [inputs, hidden, outputs] = MLP_SIZES;
  const first = 2 * MLP_BATCH * inputs * hidden;
  const second = 2 * MLP_BATCH * hidden * outputs;
  const forward = first + second;
  const backward = first + 2 * second;
  return forward + backward;
}

/** Trains by plain SGD, batches gathered from a data set in memory. @returns a function that does some steps and returns how many a second. */
export async function mlpTurns({ threads, steps }: { threads: number; steps: number }): Promise<() => Promise<number>> {
  const random = createRandom(1);
  const trainer = await Trainer.create(
    {
      parameters: networkParameters(MLP_SIZES, "relu", random),
      batchSize: MLP_BATCH,
      optimizer: sgd(),
      data: [
        { name: "images", type: "float32", rowShape: [MLP_SIZES[0]] },
        { name: "digits", type: "int64", rowShape: [] },
      ],
      loss(tape, weights, [images, digits]) {
        if (images === undefined || digits === undefined) throw new TypeError("A batch has images and digits.");
        return softmaxCrossEntropy(tape, network(tape, images, weights, "relu"), digits);
      },
    },
    {
      images: Float32Array.from({ length: MLP_ROWS * MLP_SIZES[0] }, () => random.uniform()),
      digits: BigInt64Array.from({ length: MLP_ROWS }, () => BigInt(random.below(MLP_SIZES[2]))),
    },
    { threads, spin: true },
  );
  const batches = BigInt64Array.from({ length: steps * MLP_BATCH }, () => BigInt(random.below(MLP_ROWS)));
  return async () => {
    const started = performance.now();
    await trainer.run(batches, () => 0.01);
    return (steps * 1_000) / (performance.now() - started);
  };
}

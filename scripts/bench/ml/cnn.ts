/**
 * cnn_fraction_of_peak   floating-point operations per second of whole training steps of deep/cnn's network on 28 × 28 images (its own
 *                        default layers and dropout, batch 64, Adam), divided by those of the same runtime's MatMul of large square matrices.
 *
 * Only the products of convolutions and dense layers count, forward and backward; pooling, activations and the optimizer take time and
 * count for nothing. Both use all cores and take turns, and each is judged by its best turn, so that a neighbour disturbs both alike.
 */
import { availableParallelism } from "node:os";
import {
  adam,
  type CnnShape,
  cnnLayers,
  cnnParameters,
  cnnScores,
  createRandom,
  softmaxCrossEntropy,
  Trainer,
} from "@blacktail/frameworks/engine";
import { CnnConfig } from "@blacktail/sdk/families";
import { bestOfTurns } from "./bestOfTurns.ts";
import { matMulTurns } from "./matMulTurns.ts";
import type { MlBench } from "./types.ts";

const { batchSize, channels, dense, dropout, kernel } = CnnConfig.parse({});
const SHAPE: CnnShape = { image: { channels: 1, height: 28, width: 28 }, channels, dense, kernel, classes: 10 };
const ROWS = 2_048;
const STEPS = 8;
const ROUNDS = 30;

export const cnn: MlBench = {
  keys: ["cnn_fraction_of_peak"],
  goals: { cnn_fraction_of_peak: { atLeast: 0.25 } },
  async run() {
    const threads = Math.min(availableParallelism(), 16);
    const [training = 0, peak = 1] = await bestOfTurns(
      [await trainingTurn(threads), await matMulTurns(threads)],
      ROUNDS,
    );
    return { cnn_fraction_of_peak: Number((training / peak).toFixed(3)) };
  },
};

/** Operations of one step: a product of [m, k] and [k, n] takes 2mkn. The first layer needs no gradient by its input. */
function flopsPerStep(): number {
  let { height, width } = SHAPE.image;
  let flops = 0;
  const layers = cnnLayers(SHAPE);
  layers.blocks.forEach(({ inputs, outputs, pool }, index) => {
    const product = 2 * batchSize * height * width * kernel ** 2 * inputs * outputs;
    flops += product * (index === 0 ? 2 : 3);
    height = Math.floor(height / pool);
    width = Math.floor(width / pool);
  });
  layers.dense.slice(1).forEach((outputs, index) => {
    flops += 3 * 2 * batchSize * (layers.dense[index] ?? 0) * outputs;
  });
  return flops;
}

/** @returns a function that trains for some steps and returns the operations per second. */
async function trainingTurn(threads: number): Promise<() => Promise<number>> {
  const random = createRandom(1);
  const trainer = await Trainer.create(
    {
      parameters: cnnParameters(SHAPE, random),
      batchSize,
      optimizer: adam(),
      seed: 1,
      data: [
        { name: "images", type: "float32", rowShape: [28, 28, 1] },
        { name: "digits", type: "int64", rowShape: [] },
      ],
      loss(tape, weights, [images, digits]) {
        if (images === undefined || digits === undefined) throw new TypeError("A batch has images and digits.");
        return softmaxCrossEntropy(tape, cnnScores(tape, images, weights, SHAPE, { dropout }), digits);
      },
    },
    {
      images: Float32Array.from({ length: ROWS * 28 * 28 }, () => random.uniform()),
      digits: BigInt64Array.from({ length: ROWS }, () => BigInt(random.below(10))),
    },
    { threads, spin: true },
  );
  const batches = BigInt64Array.from({ length: STEPS * batchSize }, () => BigInt(random.below(ROWS)));
  return async () => {
    const started = performance.now();
    await trainer.run(batches, () => 0.001);
    return (STEPS * flopsPerStep() * 1_000) / (performance.now() - started);
  };
}

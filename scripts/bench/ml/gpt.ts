/**
 * gpt_fraction_of_peak   floating-point operations of the matrix products in whole training steps of a GPT (4 layers, width 128, 4 heads,
 *                        context 128, 0.8 million parameters; forward, backward, clipping, AdamW), per second, over what the same
 *                        runtime reaches with the best large square MatMul and as many threads.
 */
import { availableParallelism } from "node:os";
import { createRandom, Trainer, transformerProgram } from "@blacktail/frameworks/engine";
import { bestOfTurns } from "./bestOfTurns.ts";
import { matMulTurns } from "./matMulTurns.ts";
import type { MlBench } from "./types.ts";

const SIZES = {
  layers: 4,
  heads: 4,
  width: 128,
  context: 128,
  vocabulary: 67,
  activation: "relu2",
  dropout: 0,
} as const;
const BATCH = 16;
const STEPS = 8;
const ROUNDS = 12;

/** Operations of the products in one step: [m, k] by [k, n] takes 2mkn, and its two gradients as many again. */
function flopsPerStep(): number {
  const { layers, width, context, vocabulary } = SIZES;
  const rows = BATCH * context;
  const linear = 2 * rows * width * 12 * width;
  const attention = 2 * (2 * rows * context * width);
  return 3 * (layers * (linear + attention) + 2 * rows * width * vocabulary);
}

export const gpt: MlBench = {
  keys: ["gpt_fraction_of_peak"],
  goals: { gpt_fraction_of_peak: { atLeast: 0.45 } },
  async run() {
    const threads = Math.min(availableParallelism(), 16);
    const random = createRandom(1);
    const settings = { batchSize: BATCH, accumulate: 1, weightDecay: 0.1, clip: 1 };
    const rows = 256;
    const trainer = await Trainer.create(
      transformerProgram(SIZES, settings, random),
      {
        text: BigInt64Array.from({ length: rows * (SIZES.context + 1) }, () => BigInt(random.below(SIZES.vocabulary))),
      },
      { threads, spin: true },
    );
    const batches = BigInt64Array.from({ length: STEPS * BATCH }, () => BigInt(random.below(rows)));
    const train = async () => {
      const started = performance.now();
      await trainer.run(batches, () => 0.001);
      return (STEPS * flopsPerStep() * 1_000) / (performance.now() - started);
    };
    const [trained = 0, peak = 1] = await bestOfTurns([train, await matMulTurns(threads)], ROUNDS);
    await trainer.release();
    return { gpt_fraction_of_peak: Number((trained / peak).toFixed(3)) };
  },
};

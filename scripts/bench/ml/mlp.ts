/**
 * mlp_fraction_of_peak   floating-point operations per second of the matrix products in whole training steps of an MLP 784-256-10
 *                        (batch 128, SGD), divided by those of the same runtime's MatMul of large square matrices; `bench:train` shows both.
 */
import { availableParallelism } from "node:os";
import { bestOfTurns } from "./bestOfTurns.ts";
import { matMulTurns } from "./matMulTurns.ts";
import { mlpFlops, mlpTurns } from "./mlpTurns.ts";
import type { MlBench } from "./types.ts";

export const mlp: MlBench = {
  keys: ["mlp_fraction_of_peak"],
  goals: { mlp_fraction_of_peak: { atLeast: 0.7 } },
  async run() {
    const threads = Math.min(availableParallelism(), 16);
    const turns = [await mlpTurns({ threads, steps: 80 }), await matMulTurns(threads)];
    const [steps = 0, peak = 1] = await bestOfTurns(turns, 60);
    return { mlp_fraction_of_peak: Number(((steps * mlpFlops()) / peak).toFixed(3)) };
  },
};

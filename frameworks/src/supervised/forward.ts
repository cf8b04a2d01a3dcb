import { createForward as createAnyForward } from "../runner/forward.ts";
import { type Activation, network } from "../runner/network.ts";
import type { Parameter } from "../runner/scan.ts";

/** Scores of a network for any weights and rows, without training. */
export interface Forward {
  /** @returns float32 [rows, outputs] for features [rows, features]. */
  run(weights: readonly Float32Array[], features: Float32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Compiles the forward pass of a fully connected network whose weights are inputs. */
export async function createForward(
  parameters: readonly Pick<Parameter, "name" | "shape">[],
  activation: Activation,
): Promise<Forward> {
  const forward = await createAnyForward({
    parameters,
    width: parameters[0]?.shape[0] ?? 0,
    outputs: (tape, x, weights) => ({ scores: network(tape, x, weights, activation) }),
  });
  return {
    run: async (weights, features) => (await forward.run(weights, features)).scores,
    release: () => forward.release(),
  };
}

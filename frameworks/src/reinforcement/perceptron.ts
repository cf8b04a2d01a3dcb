import { problem } from "../errors.ts";
import type { Activation } from "../runner/network.ts";

/**
 * The forward pass of a small fully connected network in plain TypeScript: a policy is asked for a few rows at a time, where the call
 * of a session would cost more than the arithmetic. Sums are float64 in a fixed order; weights as `networkParameters` orders them.
 */
export class Perceptron {
  readonly #sizes: readonly number[];
  readonly #activation: Activation;
  readonly #layers: Float64Array[];
  #weights: readonly Float32Array[] = [];

  /** @param sizes inputs, hidden sizes, outputs. */
  constructor(sizes: readonly number[], activation: Activation, weights: readonly Float32Array[]) {
    this.#sizes = sizes;
    this.#activation = activation;
    this.#layers = sizes.map((size) => new Float64Array(size));
    this.weights = weights;
  }

  /** @throws BlacktailError TRAINING_DIVERGED when a weight is not finite. */
  set weights(weights: readonly Float32Array[]) {
    if (weights.some((values) => !values.every(Number.isFinite))) {
      throw problem("TRAINING_DIVERGED", "The network's weights became infinite.", 'Lower "learningRate".');
    }
    this.#weights = weights;
  }

  /** Scores [rows, outputs] for x [rows, inputs]. */
  run(x: Float32Array): Float32Array {
    const inputs = this.#sizes[0] ?? 1;
    const outputs = this.#sizes.at(-1) ?? 1;
    const rows = x.length / inputs;
    const result = new Float32Array(rows * outputs);
    for (let row = 0; row < rows; row++) {
      result.set(this.#row(x.subarray(row * inputs, (row + 1) * inputs)), row * outputs);
    }
    return result;
  }

  #row(x: Float32Array): Float64Array {
    let from: Float32Array | Float64Array = x;
    const last = this.#layers.length - 1;
    for (let layer = 1; layer <= last; layer++) {
      const to = this.#layers[layer] as Float64Array;
      const weight = this.#weights[(layer - 1) * 2] as Float32Array;
      const width = to.length;
      to.set(this.#weights[(layer - 1) * 2 + 1] as Float32Array);
      for (let i = 0; i < from.length; i++) {
        const value = from[i] as number;
        if (value === 0) continue;
        const start = i * width;
        for (let j = 0; j < width; j++) to[j] = (to[j] as number) + value * (weight[start + j] as number);
      }
      if (layer < last) activate(to, this.#activation);
      from = to;
    }
    return this.#layers[last] as Float64Array;
  }
}

function activate(values: Float64Array, activation: Activation): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (activation === "relu") values[index] = Math.max(value, 0);
    else values[index] = activation === "tanh" ? Math.tanh(value) : 1 / (1 + Math.exp(-value));
  }
}

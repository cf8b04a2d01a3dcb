import { relu, sigmoid, tanh } from "../autodiff/activations.ts";
import { linear } from "../autodiff/linear.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { Random } from "../random.ts";
import type { Parameter } from "./scan.ts";

export type Activation = "relu" | "tanh" | "sigmoid";

const activations = { relu, tanh, sigmoid } as const;

/**
 * Starting values of a fully connected network.
 * Weights are uniform with He's variance 2/inputs before a relu and Glorot's 2/(inputs + outputs) elsewhere; biases are 0.
 * @param sizes features, hidden sizes, outputs; two sizes make a linear model.
 */
export function networkParameters(sizes: readonly number[], activation: Activation, random: Random): Parameter[] {
  return sizes.slice(1).flatMap((outputs, layer) => {
    const inputs = sizes[layer] ?? 0;
    const last = layer === sizes.length - 2;
    const variance = activation === "relu" && !last ? 2 / inputs : 2 / (inputs + outputs);
    const limit = Math.sqrt(3 * variance);
    const initial = Float32Array.from({ length: inputs * outputs }, () => (random.uniform() * 2 - 1) * limit);
    return [
      { name: `layer${layer}.weight`, shape: [inputs, outputs], initial, decays: true },
      { name: `layer${layer}.bias`, shape: [outputs], initial: new Float32Array(outputs), decays: false },
    ];
  });
}

/** The network's output [rows, outputs] for x [rows, features]; parameters as `networkParameters` orders them. */
export function network(tape: Tape, x: Value, parameters: readonly Value[], activation: Activation): Value {
  let value = x;
  for (let index = 0; index + 1 < parameters.length; index += 2) {
    const weight = parameters[index];
    const bias = parameters[index + 1];
    if (weight === undefined || bias === undefined) throw new TypeError("A layer needs a weight and a bias.");
    if (index > 0) value = activations[activation](tape, value);
    value = linear(tape, value, weight, bias);
  }
  return value;
}

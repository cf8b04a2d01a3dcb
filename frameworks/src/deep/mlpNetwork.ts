import { relu } from "../autodiff/activations.ts";
import { add } from "../autodiff/arithmetic.ts";
import { dropout } from "../autodiff/dropout.ts";
import { linear } from "../autodiff/linear.ts";
import { layerNorm } from "../autodiff/normalization.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { Random } from "../random.ts";
import type { Parameter } from "../runner/scan.ts";

/** Sizes of a residual network for tables. */
export interface MlpShape {
  readonly features: number;
  readonly width: number;
  readonly blocks: number;
  readonly outputs: number;
}

/** Starting values, in the order in which `mlpScores` takes them. Weights have He's variance, gains are 1, biases 0. */
export function mlpParameters({ features, width, blocks, outputs }: MlpShape, random: Random): Parameter[] {
  const dense = (name: string, inputs: number, size: number, gain = 2): Parameter[] => {
    const limit = Math.sqrt((3 * gain) / inputs);
    const initial = Float32Array.from({ length: inputs * size }, () => (random.uniform() * 2 - 1) * limit);
    return [
      { name: `${name}.weight`, shape: [inputs, size], initial, decays: true },
      { name: `${name}.bias`, shape: [size], initial: new Float32Array(size), decays: false },
    ];
  };
  const norm = (name: string): Parameter[] => [
    { name: `${name}.gain`, shape: [width], initial: new Float32Array(width).fill(1), decays: false },
    { name: `${name}.bias`, shape: [width], initial: new Float32Array(width), decays: false },
  ];
  const block = (index: number) => [
    ...norm(`block${index}.norm`),
    ...dense(`block${index}.inner`, width, width),
    // All blocks together add as much as the input brings.
    ...dense(`block${index}.outer`, width, width, 1 / blocks),
  ];
  return [
    ...dense("input", features, width, 1),
    ...Array.from({ length: blocks }, (_, index) => block(index)).flat(),
    ...norm("norm"),
    ...dense("output", width, outputs, 1),
  ];
}

/**
 * Scores [rows, outputs] for x [rows, features]: a residual network (Gorishniy et al., arXiv 2106.11959), with layer in place of
 * batch normalization, so that a row's scores depend on no other row.
 * @param rate of dropout within a block
 */
export function mlpScores(
  tape: Tape,
  x: Value,
  weights: readonly Value[],
  { blocks }: Pick<MlpShape, "blocks">,
  rate: number,
): Value {
  const queue = [...weights];
  const next = (): Value => {
    const value = queue.shift();
    if (value === undefined)
      throw new TypeError(`A network of ${blocks} blocks has more than ${weights.length} tensors.`);
    return value;
  };
  let value = linear(tape, x, next(), next());
  for (let block = 0; block < blocks; block++) {
    const normal = layerNorm(tape, value, next(), next());
    const inner = dropout(tape, relu(tape, linear(tape, normal, next(), next())), rate);
    value = add(tape, value, linear(tape, inner, next(), next()));
  }
  return linear(tape, relu(tape, layerNorm(tape, value, next(), next())), next(), next());
}

import type { TransformerConfig } from "@blacktail/sdk/families";
import type { Random } from "../random.ts";
import type { Parameter } from "../runner/scan.ts";

/** Sizes of a transformer. */
export type TransformerSizes = Pick<
  TransformerConfig,
  "layers" | "heads" | "width" | "context" | "activation" | "dropout"
> & {
  readonly vocabulary: number;
};

/** Standard deviation of the starting weights, as in GPT-2. */
const DEVIATION = 0.02;

/** Per layer: gain, queries-keys-values, their mixture's projection, gain, up, down. */
const TENSORS_PER_LAYER = 6;

/**
 * Starting values: tokens [vocabulary, width], the layers' tensors, a last gain. No biases: they cost
 * time and bring nothing. What a layer adds to its input starts smaller in a deeper model, as in GPT-2, so that the sum does not grow.
 */
export function transformerParameters(sizes: TransformerSizes, random: Random): Parameter[] {
  const { layers, width, vocabulary } = sizes;
  const weight = (name: string, shape: readonly [number, number], deviation = DEVIATION): Parameter => {
    // Uniform numbers of the same variance.
    const limit = deviation * Math.sqrt(3);
    const initial = Float32Array.from({ length: shape[0] * shape[1] }, () => (random.uniform() * 2 - 1) * limit);
    return { name, shape, initial, decays: true };
  };
  const gain = (name: string): Parameter => {
    return { name, shape: [width], initial: new Float32Array(width).fill(1), decays: false };
  };
  const small = DEVIATION / Math.sqrt(2 * layers);
  return [
    weight("tokens", [vocabulary, width]),
    ...Array.from({ length: layers }, (_, layer) => [
      gain(`layers.${layer}.attention.gain`),
      weight(`layers.${layer}.attention.qkv`, [width, 3 * width]),
      weight(`layers.${layer}.attention.projection`, [width, width], small),
      gain(`layers.${layer}.mlp.gain`),
      weight(`layers.${layer}.mlp.up`, [width, 4 * width]),
      weight(`layers.${layer}.mlp.down`, [4 * width, width], small),
    ]).flat(),
    gain("gain"),
  ];
}

/** A transformer's tensors by their use, from a list in the order of `transformerParameters`. */
export function nameTensors<T>(tensors: readonly T[], layers: number) {
  const at = (index: number): T => {
    const tensor = tensors[index];
    if (tensor === undefined) throw new TypeError(`A transformer of ${layers} layers has more than ${index} tensors.`);
    return tensor;
  };
  return {
    tokens: at(0),
    layers: Array.from({ length: layers }, (_, layer) => {
      const first = 1 + layer * TENSORS_PER_LAYER;
      return {
        attentionGain: at(first),
        qkv: at(first + 1),
        projection: at(first + 2),
        mlpGain: at(first + 3),
        up: at(first + 4),
        down: at(first + 5),
      };
    }),
    gain: at(1 + layers * TENSORS_PER_LAYER),
  };
}

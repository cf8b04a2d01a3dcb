import { relu } from "../autodiff/activations.ts";
import { add } from "../autodiff/arithmetic.ts";
import { convolution } from "../autodiff/convolution.ts";
import { dropout } from "../autodiff/dropout.ts";
import { linear } from "../autodiff/linear.ts";
import { maxPooling } from "../autodiff/pooling.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { ImageShape } from "../images/imageShape.ts";
import type { Random } from "../random.ts";
import type { Parameter } from "../runner/scan.ts";

/** A convolutional network: blocks of convolution, max pooling, relu; then dense layers. */
export interface CnnShape {
  readonly image: ImageShape;
  /** Channels of each block. */
  readonly channels: readonly number[];
  /** Pixels down and across of every kernel; odd. */
  readonly kernel: number;
  /** Sizes of the dense layers before the last. */
  readonly dense: readonly number[];
  readonly classes: number;
}

/** Sizes of each layer, from the image to the scores. */
export interface CnnLayers {
  /** `pool` is the pixels that one pixel is made of, down and across: 2, or 1 when the image is too small to halve. */
  readonly blocks: readonly { readonly inputs: number; readonly outputs: number; readonly pool: 1 | 2 }[];
  /** Height, width and channels of the last block's output. */
  readonly last: readonly [number, number, number];
  /** Sizes from the flattened image to the scores. */
  readonly dense: readonly number[];
}

/** Works out a network's layers. An odd row or column of pixels is left out by pooling. */
export function cnnLayers({ image, channels, dense, classes }: CnnShape): CnnLayers {
  let { height, width, channels: inputs } = image;
  const blocks = channels.map((outputs) => {
    const pool = height >= 2 && width >= 2 ? 2 : 1;
    const block = { inputs, outputs, pool } as const;
    height = Math.floor(height / pool);
    width = Math.floor(width / pool);
    inputs = outputs;
    return block;
  });
  return { blocks, last: [height, width, inputs], dense: [height * width * inputs, ...dense, classes] };
}

/** Starting values: uniform with He's variance 2/inputs, Glorot's for the last layer; biases are 0. */
export function cnnParameters(shape: CnnShape, random: Random): Parameter[] {
  const { blocks, dense } = cnnLayers(shape);
  const layer = (name: string, weight: readonly number[], inputs: number, outputs: number, last: boolean) => {
    const size = weight.reduce((product, dim) => product * dim, 1);
    const limit = Math.sqrt(3 * (last ? 2 / (inputs + outputs) : 2 / inputs));
    const initial = Float32Array.from({ length: size }, () => (random.uniform() * 2 - 1) * limit);
    return [
      { name: `${name}.weight`, shape: weight, initial, decays: true },
      { name: `${name}.bias`, shape: [outputs], initial: new Float32Array(outputs), decays: false },
    ];
  };
  const { kernel } = shape;
  return [
    ...blocks.flatMap(({ inputs, outputs }, index) =>
      layer(`block${index}`, [kernel, kernel, inputs, outputs], kernel * kernel * inputs, outputs, false),
    ),
    ...dense.slice(1).flatMap((outputs, index) => {
      const inputs = dense[index] ?? 0;
      return layer(`dense${index}`, [inputs, outputs], inputs, outputs, index === dense.length - 2);
    }),
  ];
}

/**
 * The network's scores while it trains.
 *
 * Bias and relu come after pooling, where there are four times fewer values: the largest of some values stays the largest.
 * @param x [rows, height, width, channels]
 * @param parameters as `cnnParameters` orders them
 * @param options.dropout rate at which the inputs of dense layers are left out while training
 * @returns [rows, classes]
 */
export function cnnScores(
  tape: Tape,
  x: Value,
  parameters: readonly Value[],
  shape: CnnShape,
  { dropout: rate = 0 }: { readonly dropout?: number } = {},
): Value {
  const { blocks, dense } = cnnLayers(shape);
  const parameter = (index: number): Value => {
    const value = parameters[index];
    if (value === undefined) throw new TypeError(`The network has ${parameters.length} parameters, and needs more.`);
    return value;
  };
  let value = x;
  blocks.forEach(({ pool }, index) => {
    value = convolution(tape, value, parameter(2 * index), undefined, { padding: (shape.kernel - 1) / 2 });
    if (pool === 2) value = maxPooling(tape, value, { size: 2 });
    value = relu(tape, add(tape, value, parameter(2 * index + 1)));
  });
  value = flatten(tape, value);
  for (let layer = 0; layer < dense.length - 1; layer++) {
    const index = 2 * (blocks.length + layer);
    if (layer > 0) value = relu(tape, value);
    value = dropout(tape, value, rate);
    value = linear(tape, value, parameter(index), parameter(index + 1));
  }
  return value;
}

function flatten(tape: Tape, value: Value): Value {
  const [rows = 0, ...pixels] = value.shape.map(Number);
  const shape = [rows, pixels.reduce((product, dim) => product * dim, 1)];
  const reshape = (name: string, to: readonly number[]) => tape.graph.node("Reshape", [name, tape.graph.int64(...to)]);
  return tape.record(reshape(value.name, shape), shape, [value], (gradient) => [reshape(gradient, [rows, ...pixels])]);
}

import { divide, subtract } from "../autodiff/arithmetic.ts";
import { reshape } from "../autodiff/layout.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { Random } from "../random.ts";
import { network, networkParameters } from "../runner/network.ts";
import type { Parameter } from "../runner/scan.ts";
import { chunksOf } from "../tables/chunks.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";
import { constantValue } from "./convert.ts";

/** What is built on the parent's layer: its values standardized, then a small network. */
export interface Head {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** Sizes from the layer's values to the scores. */
  readonly sizes: readonly number[];
  readonly parameters: readonly Parameter[];
}

/** A head for a layer, whose scale is taken from the rows to train on. */
export async function createHead(
  layer: FeatureMatrix,
  rows: Int32Array,
  hidden: readonly number[],
  outputs: number,
  random: Random,
): Promise<Head> {
  const { width } = layer;
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  for await (const { features } of chunksOf(layer, rows)) {
    features.forEach((value, index) => {
      const i = index % width;
      mean[i] = (mean[i] ?? 0) + value;
    });
  }
  mean.forEach((sum, i) => {
    mean[i] = sum / rows.length;
  });
  for await (const { features } of chunksOf(layer, rows)) {
    features.forEach((value, index) => {
      const i = index % width;
      squares[i] = (squares[i] ?? 0) + (value - (mean[i] ?? 0)) ** 2;
    });
  }
  const deviations = squares.map((sum) => Math.sqrt(sum / rows.length));
  // A value that hardly varies among few examples must not be blown up when it varies elsewhere.
  const typical = deviations.reduce((sum, value) => sum + value, 0) / width;
  const least = typical > 0 ? typical / 10 : 1;
  const sizes = [width, ...hidden, outputs];
  return {
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(deviations, (value) => Math.max(value, least)),
    sizes,
    parameters: networkParameters(sizes, "relu", random),
  };
}

/**
 * Scores of the layer's values.
 * @param layer [rows, …]
 * @param parameters as the head has them
 * @returns [rows, outputs]
 */
export function headScores(
  tape: Tape,
  layer: Value,
  parameters: readonly Value[],
  { mean, deviation, sizes }: Head,
): Value {
  const [width = 0] = sizes;
  const [rows = 0] = layer.shape;
  const flat = layer.shape.length === 2 ? layer : reshape(tape, layer, [rows, width]);
  const centred = subtract(tape, flat, constantValue(tape, [width], mean));
  return network(tape, divide(tape, centred, constantValue(tape, [width], deviation)), parameters, "relu");
}

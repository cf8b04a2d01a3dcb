import { add } from "../autodiff/arithmetic.ts";
import { matmul } from "../autodiff/matmul.ts";
import type { Tape, Value } from "../autodiff/tape.ts";
import type { Random } from "../random.ts";
import type { Parameter } from "../runner/scan.ts";
import { convertRegion } from "./convert.ts";
import type { Region } from "./region.ts";

/** How a region learns: which tensors are trained, and how the parent's weights follow from them. */
export interface Tuning {
  readonly parameters: readonly Parameter[];
  /** Tensors that stay. */
  readonly constants: readonly Parameter[];
  /** The layer's value by the region's nodes, for tensors in the order of `parameters` and `constants`. */
  layer(
    tape: Tape,
    boundary: ReadonlyMap<string, Value>,
    parameters: readonly Value[],
    constants: readonly Value[],
    name: string,
  ): Value;
  /** The parent's new weights, by name. */
  merge(parameters: readonly Float32Array[]): ReadonlyMap<string, Float32Array>;
}

/** All weights learn on, from where the parent left them. */
export function fullTuning(region: Region): Tuning {
  return {
    // The parent's names may be anything; these are part of a checkpoint and of the training graph.
    parameters: region.weights.map((weight, index) => ({ ...weight, name: `parent${index}` })),
    constants: [],
    layer(tape, boundary, parameters, _constants, name) {
      const own = region.weights.flatMap((weight, index): [string, Value][] => {
        const value = parameters[index];
        return value === undefined ? [] : [[weight.name, value]];
      });
      return convertRegion(tape, region, new Map([...boundary, ...own]), name);
    },
    merge: (parameters) =>
      new Map(region.weights.map(({ name }, index) => [name, parameters[index] ?? new Float32Array()])),
  };
}

/**
 * Low-rank adaptation (Hu et al., arXiv 2106.09685): a matrix W stays, and W + A·B takes its place, with A [inputs, rank] random and
 * B [rank, outputs] zero at the start, so that training begins with the parent itself.
 */
export function loraTuning(region: Region, rank: number, random: Random): Tuning {
  const adapters = region.weights.map(({ shape }, index): [Parameter, Parameter] => {
    const [inputs = 1, outputs = 1] = shape;
    const limit = Math.sqrt(3 / inputs);
    const initial = Float32Array.from({ length: inputs * rank }, () => (random.uniform() * 2 - 1) * limit);
    return [
      { name: `parent${index}.a`, shape: [inputs, rank], initial, decays: true },
      { name: `parent${index}.b`, shape: [rank, outputs], initial: new Float32Array(rank * outputs), decays: true },
    ];
  });
  return {
    parameters: adapters.flat(),
    constants: region.weights.map((weight, index) => ({ ...weight, name: `parent${index}` })),
    layer(tape, boundary, parameters, constants, name) {
      const own = region.weights.flatMap((weight, index): [string, Value][] => {
        const [w, a, b] = [constants[index], parameters[2 * index], parameters[2 * index + 1]];
        if (w === undefined || a === undefined || b === undefined) return [];
        return [[weight.name, add(tape, w, matmul(tape, a, b))]];
      });
      return convertRegion(tape, region, new Map([...boundary, ...own]), name);
    },
    merge: (parameters) =>
      new Map(
        region.weights.map(({ name, shape, initial }, index) => {
          const [a, b] = [parameters[2 * index] ?? [], parameters[2 * index + 1] ?? []];
          return [name, sumWithProduct(initial, a, b, rank, shape[1] ?? 1)];
        }),
      ),
  };
}

/** W + A·B, summed in double precision. */
function sumWithProduct(
  w: Float32Array,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  rank: number,
  outputs: number,
): Float32Array {
  return w.map((value, index) => {
    const [row, column] = [Math.floor(index / outputs), index % outputs];
    let sum = value;
    for (let i = 0; i < rank; i++) sum += (a[row * rank + i] ?? 0) * (b[i * outputs + column] ?? 0);
    return sum;
  });
}

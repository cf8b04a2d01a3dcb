import { add, multiply } from "../autodiff/arithmetic.ts";
import { softmaxCrossEntropy } from "../autodiff/crossEntropy.ts";
import { meanSquaredError } from "../autodiff/losses.ts";
import { adam } from "../autodiff/optimizer.ts";
import { sum } from "../autodiff/reduce.ts";
import type { TrainContext } from "../family.ts";
import { int } from "../graph/attribute.ts";
import type { Graph } from "../graph/graph.ts";
import { fit } from "../runner/fit.ts";
import type { Program } from "../runner/scan.ts";
import { cosine } from "../runner/schedule.ts";
import type { Truths } from "./measure.ts";

/** Optimizer steps in which it learns. */
export const COMBINER_STEPS = 600;
const BATCH = 1_024;
const PEAK = 0.05;
/** No logarithm of a probability is taken below this one. */
const LEAST_PROBABILITY = 1e-6;

/**
 * How members' answers become one. Classes: softmax(Σ w_m·log p_m + b), a logarithmic pool with a trust w_m per member (Wolpert 1992 on
 * stacking; Genest and Zidek 1986 on pools). Quantities: Σ w_m·v_m + b.
 */
export interface Combiner {
  readonly trust: readonly number[];
  /** One per class, or one. */
  readonly bias: readonly number[];
  /** The joint answer: probabilities [rows, classes], or values [rows]. */
  apply(answers: readonly ArrayLike<number>[]): Float64Array;
  /** The same in a graph. */
  addTo(graph: Graph, said: readonly string[]): string;
}

/**
 * Learns how far to trust each member.
 * @param answers by member, of rows that it did not learn from
 */
export async function fitCombiner(
  answers: readonly ArrayLike<number>[],
  { classes, values }: Truths,
  context: TrainContext,
): Promise<Combiner> {
  const width = classes?.length ?? 1;
  const rows = values.length;
  const members = answers.length;
  const { shift, size } = classes === undefined ? spreadOf(values) : { shift: 0, size: 1 };
  const scaled = (value: number) => (classes === undefined ? (value - shift) / size : logOf(value));
  const said = new Float32Array(rows * members * width);
  answers.forEach((answer, member) => {
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < width; k++) said[(row * members + member) * width + k] = scaled(answer[row * width + k] ?? 0);
    }
  });
  const program: Program = {
    parameters: [
      { name: "trust", shape: [members, 1], initial: new Float32Array(members).fill(1 / members), decays: false },
      { name: "bias", shape: [width], initial: new Float32Array(width), decays: false },
    ],
    data: [
      { name: "said", type: "float32", rowShape: [members, width] },
      classes === undefined
        ? { name: "truth", type: "float32", rowShape: [1] }
        : { name: "truth", type: "int64", rowShape: [] },
    ],
    batchSize: Math.min(BATCH, rows),
    optimizer: adam(),
    loss(tape, [trust, bias], [heard, truth]) {
      if (!trust || !bias || !heard || !truth) throw new TypeError("A combiner has trust, bias, answers and truths.");
      const pooled = add(tape, sum(tape, multiply(tape, heard, trust), { axes: [1] }), bias);
      return classes === undefined ? meanSquaredError(tape, pooled, truth) : softmaxCrossEntropy(tape, pooled, truth);
    },
  };
  const truth =
    classes === undefined
      ? Float32Array.from(values, (value) => (value - shift) / size)
      : BigInt64Array.from(Array.from(values, BigInt));
  const { weights } = await fit({
    program,
    data: { said, truth },
    key: "combiner",
    steps: COMBINER_STEPS,
    seed: context.spec.seed,
    stream: 900,
    learningRate: cosine({ peak: PEAK, steps: COMBINER_STEPS }),
    context,
  });
  const trust = Array.from(weights[0] ?? []);
  const offset = classes === undefined ? shift * (1 - trust.reduce((all, one) => all + one, 0)) : 0;
  return createCombiner(
    trust,
    Array.from(weights[1] ?? [], (value) => value * size + offset),
    classes !== undefined,
  );
}

function createCombiner(trust: readonly number[], bias: readonly number[], pooled: boolean): Combiner {
  const width = bias.length;
  return {
    trust,
    bias,
    apply(answers) {
      const result = new Float64Array(answers[0]?.length ?? 0);
      for (let place = 0; place < result.length; place++) {
        let value = bias[place % width] ?? 0;
        answers.forEach((answer, member) => {
          const one = answer[place] ?? 0;
          value += (trust[member] ?? 0) * (pooled ? logOf(one) : one);
        });
        result[place] = value;
      }
      return pooled ? softmaxInPlace(result, width) : result;
    },
    addTo(graph, said) {
      const parts = said.map((value, member) => {
        const least = graph.constant("float32", [], [LEAST_PROBABILITY]);
        const heard = pooled ? graph.node("Log", [graph.node("Max", [value, least])]) : value;
        return graph.node("Mul", [heard, graph.constant("float32", [], [trust[member] ?? 0])]);
      });
      const [first = "", ...others] = parts;
      const total = others.reduce((all, part) => graph.node("Add", [all, part]), first);
      const moved = graph.node("Add", [total, graph.constant("float32", [width], bias)]);
      return pooled ? graph.node("Softmax", [moved], { attributes: { axis: int(-1) } }) : moved;
    },
  };
}

const logOf = (probability: number) => Math.log(Math.max(probability, LEAST_PROBABILITY));

function spreadOf(values: ArrayLike<number>): { shift: number; size: number } {
  const all = Array.from(values);
  const shift = all.reduce((total, value) => total + value, 0) / all.length;
  const size = Math.sqrt(all.reduce((total, value) => total + (value - shift) ** 2, 0) / all.length);
  return { shift, size: size > 0 ? size : 1 };
}

function softmaxInPlace(scores: Float64Array, width: number): Float64Array {
  for (let start = 0; start < scores.length; start += width) {
    const row = scores.subarray(start, start + width);
    const top = row.reduce((highest, value) => Math.max(highest, value), Number.NEGATIVE_INFINITY);
    let total = 0;
    row.forEach((value, index) => {
      row[index] = Math.exp(value - top);
      total += row[index];
    });
    row.forEach((value, index) => {
      row[index] = value / total;
    });
  }
  return scores;
}

import { clipByNorm } from "../autodiff/clip.ts";
import type { Optimizer } from "../autodiff/optimizer.ts";
import { Tape, type Value } from "../autodiff/tape.ts";
import { body, int } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { meanGradients } from "./accumulate.ts";

/** A tensor that a program holds fixed. */
interface Constant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Float32Array;
}

/** A trainable tensor and where it starts. */
export interface Parameter extends Constant {
  /** Whether weight decay applies: true for weights, false for biases. */
  readonly decays: boolean;
}

/** One column block of the data set: `[rows, ...rowShape]`. */
export interface DataSpec {
  readonly name: string;
  readonly type: "float32" | "int64";
  readonly rowShape: readonly number[];
}

/** What to train: parameters, data and the loss of one batch. */
export interface Program {
  readonly parameters: readonly Parameter[];
  /** Tensors that enter the loss and are not trained: a frozen model's weights, class weights. */
  readonly constants?: readonly Constant[];
  readonly data: readonly DataSpec[];
  /** Rows of one optimizer step. */
  readonly batchSize: number;
  /** Equal parts in which a step works through its rows, so that memory holds one part at a time; 1 by default. */
  readonly accumulate?: number;
  readonly optimizer: Optimizer;
  /** Shortens the gradient of all parameters together to this length (Pascanu et al., arXiv 1211.5063). */
  readonly clip?: number;
  /** Seeds the random numbers that the loss draws (dropout); those of a step follow from the seed and the step's number alone. */
  readonly seed?: number;
  /**
   * Adds the scalar loss of a batch, a mean over its rows; values come in the order of `parameters`, `data` and `constants`.
   * It takes the number of rows from the values' shapes: a step may have fewer than `batchSize`, and with `accumulate` has.
   */
  loss(tape: Tape, parameters: readonly Value[], batch: readonly Value[], constants: readonly Value[]): Value;
}

/** Names of a program's tensors that are carried from step to step: parameters first, then optimizer state. */
export function carriedNames(program: Program): string[] {
  const { parameters, optimizer } = program;
  const state = parameters.flatMap(({ name }) =>
    Array.from({ length: optimizer.stateCount }, (_, index) => `${name}.state${index}`),
  );
  return [...parameters.map(({ name }) => name), ...state];
}

/** Shapes of the carried tensors, in the order of `carriedNames`. */
export function carriedShapes({ parameters, optimizer }: Program): (readonly number[])[] {
  const state = parameters.flatMap(({ shape }) => Array.from({ length: optimizer.stateCount }, () => shape));
  return [...parameters.map(({ shape }) => shape), ...state];
}

/** A program as a model that trains. */
export interface TrainingModel {
  readonly model: Uint8Array;
  /** Random numbers that a part of a step draws. */
  readonly draws: number;
}

/**
 * The training model: K optimizer steps in one run, by a Scan.
 *
 * Inputs: the carried tensors; the constants; each data block whole; `batches` int64 [K, accumulate, rows of a part], the rows of
 * each step; one `schedule.<scalar>` float32 [K] per scalar of the optimizer; `random` uint32 [K, accumulate, draws] when random
 * numbers are drawn. Without `accumulate` its axis is left out. Outputs: `next.<carried>` and `losses` float32 [K].
 * The body reads the data blocks as outer values, so a batch is one Gather and the data is never copied.
 */
export function scanModel(program: Program): TrainingModel {
  const { parameters, constants = [], data, optimizer, clip } = program;
  const graph = new Graph("train");
  const carried = carriedNames(program);
  const shapes = carriedShapes(program);
  carried.forEach((name, index) => {
    graph.input(name, "float32", shapes[index] ?? []);
  });
  for (const { name, shape } of constants) graph.input(name, "float32", shape);
  for (const block of data) graph.input(block.name, block.type, ["rows", ...block.rowShape]);
  const parts = batchShape(program);
  graph.input("batches", "int64", ["K", ...parts]);
  for (const name of optimizer.scalarNames) graph.input(`schedule.${name}`, "float32", ["K"]);

  const step = graph.nested("step");
  const tape = new Tape(step);
  const inner = carried.map((name, index) => step.input(`step.${name}`, "float32", shapes[index] ?? []));
  const rows = step.input("step.batch", "int64", parts);
  const scalars = optimizer.scalarNames.map((name) => step.input(`step.${name}`, "float32", []));
  const weights = parameters.map(({ shape }, index) => tape.value(inner[index] ?? "", shape));
  const random = "step.random";
  // A gradient's length is that of the gradient itself, so where it is clipped the scalar comes after.
  const factor = optimizer.isProportional && clip === undefined ? scalars[0] : undefined;
  const { loss, slopes, draws } = meanGradients({ program, outer: graph, graph: step, weights, rows, random, factor });
  const drawn = [...parts.slice(0, -1), draws];
  if (draws > 0) {
    step.input(random, "uint32", drawn);
    graph.input("random", "uint32", ["K", ...drawn]);
  }
  const clipped = clip === undefined ? slopes : clipByNorm(tape, slopes, clip);
  const late = optimizer.isProportional && factor === undefined ? scalars[0] : undefined;
  const moves =
    late === undefined ? clipped : clipped.map((slope) => ({ ...slope, name: step.node("Mul", [slope.name, late]) }));
  const updates = weights.map((weight, index) => {
    const first = parameters.length + index * optimizer.stateCount;
    const gradient = moves[index];
    const parameter = parameters[index];
    if (gradient === undefined || parameter === undefined) throw new TypeError("A parameter has no gradient.");
    const state = inner.slice(first, first + optimizer.stateCount);
    return optimizer.update(tape, weight, gradient, state, scalars, parameter.decays);
  });
  const results = [...updates.map((update) => update.parameter), ...updates.flatMap((update) => update.state)];
  results.forEach((name, index) => {
    step.output(name, "float32", shapes[index] ?? []);
  });
  step.output(loss, "float32", []);

  const outputs = [...carried.map((name) => `next.${name}`), "losses"];
  const scanned = ["batches", ...optimizer.scalarNames.map((name) => `schedule.${name}`)];
  if (draws > 0) scanned.push("random");
  graph.nodeNamed("Scan", [...carried, ...scanned], outputs, {
    attributes: { num_scan_inputs: int(scanned.length), body: body(step.toProto()) },
  });
  carried.forEach((name, index) => {
    graph.output(`next.${name}`, "float32", shapes[index] ?? []);
  });
  graph.output("losses", "float32", ["K"]);
  return { model: encodeModel(graph), draws };
}

/** Shape of the row numbers of one step: a row's worth per part, or just the rows where there is one part. */
export function batchShape({ batchSize, accumulate = 1 }: Pick<Program, "batchSize" | "accumulate">): number[] {
  if (accumulate === 1) return [batchSize];
  if (Number.isInteger(accumulate) && accumulate > 0 && batchSize % accumulate === 0) {
    return [accumulate, batchSize / accumulate];
  }
  throw new RangeError(`A batch of ${batchSize} rows cannot be worked through in ${accumulate} equal parts.`);
}

/** The program for steps of another size; parts stay as small as they were. */
export function withBatchSize(program: Program, batchSize: number): Program {
  const { accumulate = 1 } = program;
  if (batchSize === program.batchSize || accumulate === 1) return { ...program, batchSize };
  const part = program.batchSize / accumulate;
  let parts = Math.ceil(batchSize / part);
  while (batchSize % parts !== 0) parts++;
  return { ...program, batchSize, accumulate: parts };
}

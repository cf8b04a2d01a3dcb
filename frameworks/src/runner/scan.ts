import { gradients } from "../autodiff/gradients.ts";
import type { Optimizer } from "../autodiff/optimizer.ts";
import { Tape, type Value } from "../autodiff/tape.ts";
import { body, int } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";

/** A trainable tensor and where it starts. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Float32Array;
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
  readonly data: readonly DataSpec[];
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  /** Adds the scalar loss of a batch; values come in the order of `parameters` and `data`. */
  loss(tape: Tape, parameters: readonly Value[], batch: readonly Value[]): Value;
}

/** Names of a program's tensors that are carried from step to step: parameters first, then optimizer state. */
export function carriedNames(program: Program): string[] {
  const { parameters, optimizer } = program;
  const state = parameters.flatMap(({ name }) =>
    Array.from({ length: optimizer.stateCount }, (_, index) => `${name}.state${index}`),
  );
  return [...parameters.map(({ name }) => name), ...state];
}

/**
 * The training model: K optimizer steps in one run, by a Scan.
 *
 * Inputs: the carried tensors; each data block whole; `batches` int64 [K, batchSize], the rows of each step;
 * one `schedule.<scalar>` float32 [K] per scalar of the optimizer. Outputs: `next.<carried>` and `losses` float32 [K].
 * The body reads the data blocks as outer values, so a batch is one Gather and the data is never copied.
 */
export function scanModel(program: Program): Uint8Array {
  const { parameters, data, batchSize, optimizer } = program;
  const graph = new Graph("train");
  const carried = carriedNames(program);
  const shapes = carriedShapes(program);
  carried.forEach((name, index) => {
    graph.input(name, "float32", shapes[index] ?? []);
  });
  for (const block of data) graph.input(block.name, block.type, ["rows", ...block.rowShape]);
  graph.input("batches", "int64", ["K", batchSize]);
  for (const name of optimizer.scalarNames) graph.input(`schedule.${name}`, "float32", ["K"]);

  const step = graph.nested("step");
  const tape = new Tape(step);
  const inner = carried.map((name, index) => step.input(`step.${name}`, "float32", shapes[index] ?? []));
  const rows = step.input("step.batch", "int64", [batchSize]);
  const scalars = optimizer.scalarNames.map((name) => step.input(`step.${name}`, "float32", []));

  const weights = parameters.map(({ shape }, index) => tape.value(inner[index] ?? "", shape));
  const batch = data.map((block) =>
    tape.value(
      step.node("Gather", [block.name, rows], { attributes: { axis: int(0) } }),
      [batchSize, ...block.rowShape],
      block.type,
    ),
  );
  const loss = program.loss(tape, weights, batch);
  const slopes = gradients(tape, loss, weights);
  const updates = weights.map((weight, index) => {
    const first = parameters.length + index * optimizer.stateCount;
    const gradient = slopes[index];
    const parameter = parameters[index];
    if (gradient === undefined || parameter === undefined) throw new TypeError("A parameter has no gradient.");
    const state = inner.slice(first, first + optimizer.stateCount);
    return optimizer.update(tape, weight, gradient, state, scalars, parameter.decays);
  });
  const results = [...updates.map((update) => update.parameter), ...updates.flatMap((update) => update.state)];
  results.forEach((name, index) => {
    step.output(name, "float32", shapes[index] ?? []);
  });
  step.output(loss.name, "float32", []);

  const outputs = [...carried.map((name) => `next.${name}`), "losses"];
  const inputs = [...carried, "batches", ...optimizer.scalarNames.map((name) => `schedule.${name}`)];
  graph.nodeNamed("Scan", inputs, outputs, {
    attributes: { num_scan_inputs: int(1 + optimizer.scalarNames.length), body: body(step.toProto()) },
  });
  carried.forEach((name, index) => {
    graph.output(`next.${name}`, "float32", shapes[index] ?? []);
  });
  graph.output("losses", "float32", ["K"]);
  return encodeModel(graph);
}

/** Shapes of the carried tensors, in the order of `carriedNames`. */
export function carriedShapes({ parameters, optimizer }: Program): (readonly number[])[] {
  const state = parameters.flatMap(({ shape }) => Array.from({ length: optimizer.stateCount }, () => shape));
  return [...parameters.map(({ shape }) => shape), ...state];
}

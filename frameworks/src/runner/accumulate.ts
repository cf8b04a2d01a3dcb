import { gradients } from "../autodiff/gradients.ts";
import { Tape, type Value } from "../autodiff/tape.ts";
import { body, int } from "../graph/attribute.ts";
import type { Graph } from "../graph/graph.ts";
import { batchShape, type Program } from "./scan.ts";

/** The mean loss of a step's rows and its gradients by the parameters, written into the step's graph. */
interface StepGradients {
  readonly loss: string;
  readonly slopes: readonly Value[];
}

interface Options {
  readonly program: Program;
  /** The graph around the step, which has the data and the constants. */
  readonly outer: Graph;
  readonly tape: Tape;
  readonly weights: readonly Value[];
  /** Name of the step's row numbers, of the shape `batchShape`. */
  readonly rows: string;
}

/**
 * Loss and gradients of one step: at once, or in equal parts by a Scan within the step, which adds up the parts' gradients.
 * Only one part's activations are in memory at a time.
 */
export function meanGradients({ program, outer, tape, weights, rows }: Options): StepGradients {
  const [parts = 1, size] = batchShape(program);
  if (size === undefined) return partGradients(program, tape, weights, rows, parts);
  const part = tape.graph.nested("part");
  const inner = new Tape(part);
  const sums = weights.map(({ shape }, index) => part.input(`part.sum${index}`, "float32", shape));
  const lossSum = part.input("part.lossSum", "float32", []);
  const partRows = part.input("part.batch", "int64", [size]);
  const { loss, slopes } = partGradients(program, inner, weights, partRows, size);
  slopes.forEach((slope, index) => {
    part.output(part.node("Add", [sums[index] ?? "", slope.name]), "float32", slope.shape);
  });
  part.output(part.node("Add", [lossSum, loss]), "float32", []);

  const zeros = weights.map(({ shape }) => outer.node("ConstantOfShape", [outer.int64(...shape.map(Number))]));
  const totals = weights.map((_, index) => `step.total${index}`);
  tape.graph.nodeNamed("Scan", [...zeros, tape.scalar(0), rows], [...totals, "step.totalLoss"], {
    attributes: { num_scan_inputs: int(1), body: body(part.toProto()) },
  });
  const share = tape.scalar(1 / parts);
  return {
    loss: tape.graph.node("Mul", ["step.totalLoss", share]),
    slopes: weights.map(({ shape }, index) => tape.value(tape.graph.node("Mul", [totals[index] ?? "", share]), shape)),
  };
}

function partGradients(
  program: Program,
  tape: Tape,
  weights: readonly Value[],
  rows: string,
  size: number,
): StepGradients {
  const batch = program.data.map((block) =>
    tape.value(
      tape.graph.node("Gather", [block.name, rows], { attributes: { axis: int(0) } }),
      [size, ...block.rowShape],
      block.type,
    ),
  );
  const constants = (program.constants ?? []).map(({ name, shape }) => tape.value(name, shape));
  const loss = program.loss(tape, weights, batch, constants);
  return { loss: loss.name, slopes: gradients(tape, loss, weights) };
}

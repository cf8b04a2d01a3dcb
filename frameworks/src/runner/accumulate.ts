import { gradients } from "../autodiff/gradients.ts";
import { Tape, type Value } from "../autodiff/tape.ts";
import { body, int } from "../graph/attribute.ts";
import type { Graph } from "../graph/graph.ts";
import { batchShape, type Program } from "./scan.ts";

/** The mean loss of a step's rows and its gradients by the parameters, written into the step's graph. */
interface StepGradients {
  readonly loss: string;
  readonly slopes: readonly Value[];
  /** Random numbers that a part draws, of which `random` holds as many. */
  readonly draws: number;
}

interface Options {
  readonly program: Program;
  /** The graph around the step, which has the data and the constants. */
  readonly outer: Graph;
  /** The step's own. */
  readonly graph: Graph;
  readonly weights: readonly Value[];
  /** Name of the step's row numbers, of the shape `batchShape`. */
  readonly rows: string;
  /** Name of the step's random numbers, which is to be declared as uint32 [draws], or [parts, draws] where there are parts. */
  readonly random: string;
  /** Name of a scalar of the step that the gradients, not the loss, are to be multiplied by. */
  readonly factor?: string | undefined;
}

/**
 * Loss and gradients of one step: at once, or in equal parts by a Scan within the step, which adds up the parts' gradients.
 * Only one part's activations are in memory at a time.
 */
export function meanGradients({ program, outer, graph, weights, rows, random, factor }: Options): StepGradients {
  const [parts = 1, size] = batchShape(program);
  if (size === undefined) return partGradients(program, graph, weights, { rows, size: parts, random, factor });
  const part = graph.nested("part");
  const sums = weights.map(({ shape }, index) => part.input(`part.sum${index}`, "float32", shape));
  const lossSum = part.input("part.lossSum", "float32", []);
  const partRows = part.input("part.batch", "int64", [size]);
  const { loss, slopes, draws } = partGradients(program, part, weights, {
    rows: partRows,
    size,
    random: "part.random",
    factor,
  });
  if (draws > 0) part.input("part.random", "uint32", [draws]);
  slopes.forEach((slope, index) => {
    part.output(part.node("Add", [sums[index] ?? "", slope.name]), "float32", slope.shape);
  });
  part.output(part.node("Add", [lossSum, loss]), "float32", []);

  const zero = graph.constant("float32", [], [0]);
  const zeros = weights.map(({ shape }) => outer.node("ConstantOfShape", [outer.int64(...shape.map(Number))]));
  const totals = weights.map((_, index) => `step.total${index}`);
  const scanned = draws > 0 ? [rows, random] : [rows];
  graph.nodeNamed("Scan", [...zeros, zero, ...scanned], [...totals, "step.totalLoss"], {
    attributes: { num_scan_inputs: int(scanned.length), body: body(part.toProto()) },
  });
  const mean = (total: string) => graph.node("Mul", [total, graph.constant("float32", [], [1 / parts])]);
  return {
    loss: mean("step.totalLoss"),
    slopes: weights.map((weight, index) => ({ ...weight, name: mean(totals[index] ?? "") })),
    draws,
  };
}

function partGradients(
  program: Program,
  graph: Graph,
  weights: readonly Value[],
  { rows, size, random, factor }: Pick<Options, "rows" | "random" | "factor"> & { size: number },
): StepGradients {
  let draws = 0;
  const next = () =>
    graph.node("Gather", [random, graph.constant("int64", [], [draws++])], { attributes: { axis: int(0) } });
  const tape = new Tape(graph, "float32", { next });
  const batch = program.data.map((block) =>
    tape.value(
      graph.node("Gather", [block.name, rows], { attributes: { axis: int(0) } }),
      [size, ...block.rowShape],
      block.type,
    ),
  );
  const constants = (program.constants ?? []).map(({ name, shape }) => tape.value(name, shape));
  const loss = program.loss(tape, weights, batch, constants);
  const slopes = gradients(tape, loss, weights, factor);
  if (draws > 0 && program.seed === undefined) {
    throw new TypeError("The loss draws random numbers, as dropout does: the program needs a seed.");
  }
  return { loss: loss.name, slopes, draws };
}

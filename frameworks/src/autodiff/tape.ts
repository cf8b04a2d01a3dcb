import type { Graph } from "../graph/graph.ts";
import type { Shape } from "../graph/shape.ts";

export type FloatType = "float32" | "float64";

/** A tensor in a graph: its name there, element type and shape. */
export interface Value {
  readonly name: string;
  readonly type: FloatType | "int64";
  readonly shape: Shape;
}

/**
 * How one operation passes a gradient back: given the name of the loss' gradient by the operation's output, it adds nodes and returns the names
 * of the gradients by its inputs, in their order. `wanted[i]` is false where nobody asks for the i-th.
 */
export type Backward = (gradient: string, wanted: readonly boolean[]) => readonly (string | undefined)[];

/** The same for an operation with several outputs, of which the loss may not depend on each. */
type BackwardMany = (
  gradients: readonly (string | undefined)[],
  wanted: readonly boolean[],
) => readonly (string | undefined)[];

export interface Step {
  readonly outputs: readonly Value[];
  readonly inputs: readonly Value[];
  readonly backward: BackwardMany;
}

/** Random numbers of a training step. */
export interface Draws {
  /** The name of a uint32 scalar: another at each call, and at each step again another. */
  next(): string;
}

/** Writes operations into a graph and remembers them, so that `gradients` can run them backwards. */
export class Tape {
  readonly graph: Graph;
  /** The floating-point type of the whole computation: float32 to train, float64 to check gradients. */
  readonly type: FloatType;
  /** There while training only: where there is none, nothing is left to chance. */
  readonly draws: Draws | undefined;
  readonly steps: Step[] = [];

  constructor(graph: Graph, type: FloatType = "float32", draws?: Draws) {
    this.graph = graph;
    this.type = type;
    this.draws = draws;
  }

  /** A value that exists in the graph already (an input, a weight). */
  value(name: string, shape: Shape, type: Value["type"] = this.type): Value {
    return { name, shape, type };
  }

  /** The name of a floating-point constant without dimensions. */
  scalar(value: number): string {
    return this.graph.constant(this.type, [], [value]);
  }

  /** Notes an operation whose output is the graph's value `name`. */
  record(name: string, shape: Shape, inputs: readonly Value[], backward: Backward): Value {
    const output: Value = { name, shape, type: this.type };
    this.steps.push({
      outputs: [output],
      inputs,
      backward: ([gradient], wanted) => (gradient === undefined ? [] : backward(gradient, wanted)),
    });
    return output;
  }

  /** Notes an operation with several outputs. Its gradients are asked for when the loss depends on one of them. */
  recordMany(outputs: readonly Value[], inputs: readonly Value[], backward: BackwardMany): readonly Value[] {
    this.steps.push({ outputs, inputs, backward });
    return outputs;
  }
}

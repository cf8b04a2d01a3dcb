import type { NodeProto, TensorProto } from "onnx-buf";
import type { Tape, Value } from "../autodiff/tape.ts";
import { problem } from "../errors.ts";
import { LaidOut } from "./imageLayout.ts";
import { operators } from "./operators.ts";
import type { Region } from "./region.ts";
import { dimsOf, floatsOf, integersOf } from "./tensorData.ts";

/** What the conversion of an operator sees of its node. */
export interface Operands {
  readonly tape: Tape;
  readonly node: NodeProto;
  /** The i-th input. */
  input(index: number): LaidOut;
  /** The i-th input as a constant, or undefined if it is none. */
  constant(index: number): TensorProto | undefined;
  has(index: number): boolean;
  /** Stops: the operator, or this use of it, has no gradient here. */
  refuse(why: string): never;
}

export type Operator = (operands: Operands) => LaidOut;

/**
 * Writes the region's nodes onto a tape, so that its weights can learn.
 * @param given values by name: the boundary, and the weights that learn
 * @returns the value of the layer
 * @throws BlacktailError PARENT_FIXED naming an operator that has no gradient here
 */
export function convertRegion(
  tape: Tape,
  { nodes, constants }: Region,
  given: ReadonlyMap<string, Value>,
  layer: string,
): Value {
  const values = new Map([...given].map(([name, value]) => [name, LaidOut.asIs(tape, value)]));
  const lookUp = (name: string): LaidOut => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const tensor = constants.get(name);
    const data = tensor && floatsOf(tensor);
    if (tensor === undefined || data === undefined) throw fixed(`its value "${name}" is no float32`);
    const made = LaidOut.asIs(tape, constantValue(tape, dimsOf(tensor), data));
    values.set(name, made);
    return made;
  };
  for (const node of nodes) {
    const { opType, domain, input, output } = node;
    const convert = domain === "" || domain === "ai.onnx" ? operators.get(opType) : undefined;
    const refuse = (why: string): never => {
      throw fixed(`its operator ${opType} ("${output[0] ?? ""}") ${why}`);
    };
    if (convert === undefined) return refuse("has no gradient here");
    const result = convert({
      tape,
      node,
      refuse,
      has: (index) => (input[index] ?? "") !== "",
      input: (index) => lookUp(input[index] ?? ""),
      constant: (index) => constants.get(input[index] ?? ""),
    });
    values.set(output[0] ?? "", result);
  }
  return lookUp(layer).value;
}

/** A constant tensor on the tape. */
export function constantValue(tape: Tape, shape: readonly number[], data: ArrayLike<number>): Value {
  return tape.value(tape.graph.constant(tape.type, shape, Array.from(data)), shape);
}

/** The integers of a constant input, such as a shape. */
export function integers({ constant, refuse }: Operands, index: number): number[] {
  const tensor = constant(index);
  return (tensor && integersOf(tensor)) ?? refuse("has a shape that is not constant");
}

const fixed = (why: string) =>
  problem(
    "PARENT_FIXED",
    `The parent cannot learn on: ${why}.`,
    'Set method to "frozen", which trains a new head on it as it is.',
  );

import { int, text } from "../graph/attribute.ts";
import { onnxType } from "../graph/element.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * Sets a random part of the elements to 0 and makes the rest larger, so that the expected value stays (Srivastava et al., 2014).
 * While measuring or in a model to be run, where the tape draws no numbers, it changes nothing.
 *
 * The mask is a hash of the element's index and a number drawn for this call and this step, not the next output of a generator:
 * there is no state to keep, and any number of threads gives the same.
 * @param rate the part that is set to 0, 0 ≤ rate < 1
 */
export function dropout(tape: Tape, value: Value, rate: number): Value {
  if (!(rate >= 0 && rate < 1))
    throw new RangeError(`dropout: the rate must be from 0 up to, not including, 1: ${rate}.`);
  if (tape.draws === undefined || rate === 0) return value;
  const { graph } = tape;
  const hash = hashIndices(tape, value, tape.draws.next());
  const drop = graph.node("Less", [hash, uint32(tape, Math.round(rate * 2 ** 32))]);
  const mask = graph.node("Where", [drop, tape.scalar(0), tape.scalar(1 / (1 - rate))]);
  return tape.record(graph.node("Mul", [value.name, mask]), value.shape, [value], (gradient) => [
    graph.node("Mul", [gradient, mask]),
  ]);
}

/**
 * Evenly spread uint32 of a value's shape, by the multipliers and shifts of "lowbias32" (Wellons, hash-prospector). The indices' own
 * hash depends on nothing that varies, so the runtime computes it once; each step adds one more round with its key.
 */
function hashIndices(tape: Tape, { shape }: Value, key: string): string {
  const { graph } = tape;
  const xor = (left: string, right: string) => graph.node("BitwiseXor", [left, right]);
  const times = (name: string, factor: number) => graph.node("Mul", [name, uint32(tape, factor)]);
  const fold = (name: string, bits: number) =>
    xor(name, graph.node("BitShift", [name, uint32(tape, bits)], { attributes: { direction: text("RIGHT") } }));
  const range = graph.node(
    "Range",
    [0, sizeOf(shape), 1].map((number) => graph.constant("int64", [], [number])),
  );
  const shaped = graph.node("Reshape", [range, graph.int64(...shape.map(Number))]);
  const index = graph.node("Cast", [shaped], { attributes: { to: int(onnxType("uint32")) } });
  const fixed = fold(times(fold(times(fold(index, 16), 0x7feb352d), 15), 0x846ca68b), 16);
  return times(fold(times(xor(fixed, key), 0x7feb352d), 15), 0x846ca68b);
}

function uint32(tape: Tape, value: number): string {
  return tape.graph.constant("uint32", [], [value]);
}

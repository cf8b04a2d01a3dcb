import { int, ints } from "../graph/attribute.ts";
import { axesOf, axisOf, type Dim, type Shape, shapeText, sizeOf } from "../graph/shape.ts";
import type { Tape, Value } from "./tape.ts";

/**
 * The same elements in another shape. At most one dimension of the new shape may be a name, as that of rows in a model to be run.
 * @throws TypeError when both sizes are fixed and differ.
 */
export function reshape(tape: Tape, value: Value, shape: Shape): Value {
  const { graph } = tape;
  const fixed = [value.shape, shape].every((dims) => dims.every((dim) => typeof dim === "number"));
  const names = shape.filter((dim) => typeof dim === "string");
  if (names.length > 1 || (fixed && sizeOf(value.shape) !== sizeOf(shape))) {
    throw new TypeError(`reshape: ${shapeText(value.shape)} cannot become ${shapeText(shape)}.`);
  }
  const sizes = graph.int64(...shape.map((dim) => (typeof dim === "number" ? dim : -1)));
  return tape.record(graph.node("Reshape", [value.name, sizes]), shape, [value], (gradient) => [
    graph.node("Reshape", [gradient, graph.node("Shape", [value.name])]),
  ]);
}

/**
 * The axes in another order: axis i of the result is axis `order[i]` of the value.
 * @param order each axis once; by default the last two change places.
 */
export function transpose(tape: Tape, value: Value, order: readonly number[] = swapLast(value.shape.length)): Value {
  const { graph } = tape;
  if (axesOf("transpose", value.shape, order).length !== value.shape.length) {
    throw new TypeError(`transpose: ${shapeText(order)} does not name each axis of ${shapeText(value.shape)}.`);
  }
  const from = order.map((axis) => axisOf("transpose", value.shape, axis));
  const back = from.map((_, axis) => from.indexOf(axis));
  const shape = from.map((axis) => value.shape[axis] ?? 1);
  const output = graph.node("Transpose", [value.name], { attributes: { perm: ints(...from) } });
  return tape.record(output, shape, [value], (gradient) => [
    graph.node("Transpose", [gradient], { attributes: { perm: ints(...back) } }),
  ]);
}

function swapLast(rank: number): number[] {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  return rank < 2 ? order : [...order.slice(0, -2), rank - 1, rank - 2];
}

/**
 * Part of a value along one axis, from `start` up to but not including `end`.
 * @throws TypeError when the part does not lie within the axis.
 */
export function slice(
  tape: Tape,
  value: Value,
  { axis, start, end }: { readonly axis: number; readonly start: number; readonly end: number },
): Value {
  const { graph } = tape;
  const at = axisOf("slice", value.shape, axis);
  const size = fixedSize("slice", value.shape, at);
  if (!(start >= 0 && start < end && end <= size)) {
    throw new TypeError(`slice: ${start} to ${end} does not lie within axis ${axis} of ${shapeText(value.shape)}.`);
  }
  const shape = value.shape.with(at, end - start);
  const output = graph.node("Slice", [value.name, graph.int64(start), graph.int64(end), graph.int64(at)]);
  return tape.record(output, shape, [value], (gradient) => [
    graph.node("Pad", [gradient, graph.int64(start, size - end), "", graph.int64(at)]),
  ]);
}

/**
 * Values one after the other along an axis; their other dimensions are equal.
 * @throws TypeError naming the shapes that do not fit.
 */
export function concat(tape: Tape, values: readonly Value[], axis: number): Value {
  const { graph } = tape;
  const [first] = values;
  if (first === undefined) throw new TypeError("concat: there is nothing to join.");
  const at = axisOf("concat", first.shape, axis);
  const fits = ({ shape }: Value) =>
    shape.length === first.shape.length && shape.every((dim, index) => index === at || dim === first.shape[index]);
  if (!values.every(fits)) {
    const shapes = values.map(({ shape }) => shapeText(shape)).join(", ");
    throw new TypeError(`concat: ${shapes} do not fit; only axis ${axis} may differ.`);
  }
  const sizes = values.map(({ shape }) => fixedSize("concat", shape, at));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const output = graph.node(
    "Concat",
    values.map(({ name }) => name),
    { attributes: { axis: int(at) } },
  );
  return tape.record(output, first.shape.with(at, total), values, (gradient) =>
    graph.nodes("Split", [gradient, graph.int64(...sizes)], sizes.length, { attributes: { axis: int(at) } }),
  );
}

/**
 * Cuts a value along an axis into parts of the sizes given.
 * @throws TypeError when the sizes do not add up to the axis.
 */
export function split(tape: Tape, value: Value, axis: number, sizes: readonly number[]): readonly Value[] {
  const { graph } = tape;
  const at = axisOf("split", value.shape, axis);
  if (sizes.reduce((sum, size) => sum + size, 0) !== fixedSize("split", value.shape, at)) {
    throw new TypeError(
      `split: parts of ${sizes.join(", ")} do not make up axis ${axis} of ${shapeText(value.shape)}.`,
    );
  }
  const attributes = { axis: int(at) };
  const names = graph.nodes("Split", [value.name, graph.int64(...sizes)], sizes.length, { attributes });
  const outputs = names.map((name, index) => tape.value(name, value.shape.with(at, sizes[index] ?? 0)));
  return tape.recordMany(outputs, [value], (gradients) => {
    // A part that the loss does not depend on has a gradient of 0.
    const parts = gradients.map((gradient, index) => {
      const name = names[index] ?? "";
      return gradient ?? graph.node("Expand", [tape.scalar(0), graph.node("Shape", [name])]);
    });
    return [graph.node("Concat", parts, { attributes })];
  });
}

function fixedSize(operation: string, shape: Shape, axis: number): number {
  const dim: Dim = shape[axis] ?? 1;
  if (typeof dim === "number") return dim;
  throw new TypeError(`${operation}: axis ${axis} of ${shapeText(shape)} has no fixed size.`);
}

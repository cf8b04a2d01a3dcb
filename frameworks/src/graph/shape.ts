/** One dimension: a size, or the name of a size that is known only when the model runs (`"N"` rows). */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** A shape in words: `[N, 30]`. */
export const shapeText = (shape: Shape): string => `[${shape.join(", ")}]`;

/** Number of elements; throws if a dimension is not known yet. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const dim of shape) {
    if (typeof dim !== "number") throw new TypeError(`The shape ${shapeText(shape)} has no fixed size: ${dim} varies.`);
    size *= dim;
  }
  return size;
}

/**
 * The shape of two tensors combined element by element, by NumPy's broadcasting rule.
 * @throws TypeError naming both shapes when they do not fit.
 */
export function broadcast(operation: string, left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1) {
      throw new TypeError(
        `${operation}: shapes ${shapeText(left)} and ${shapeText(right)} do not fit: ${a} meets ${b} on axis ${axis}.`,
      );
    }
    result.push(a === 1 ? b : a);
  }
  return result;
}

/**
 * Axes counted from the start, in rising order.
 * @param axes counted from the end when negative
 * @throws TypeError when the shape has no such axis, or one is named twice.
 */
export function axesOf(operation: string, shape: Shape, axes: readonly number[]): number[] {
  const found = axes.map((axis) => {
    const positive = axis < 0 ? axis + shape.length : axis;
    if (Number.isInteger(positive) && positive >= 0 && positive < shape.length) return positive;
    throw new TypeError(`${operation}: a value of shape ${shapeText(shape)} has no axis ${axis}.`);
  });
  if (new Set(found).size < found.length) {
    throw new TypeError(`${operation}: the axes ${shapeText(axes)} of ${shapeText(shape)} name one twice.`);
  }
  return found.sort((a, b) => a - b);
}

/** One axis, counted from the start; see `axesOf`. */
export function axisOf(operation: string, shape: Shape, axis: number): number {
  return axesOf(operation, shape, [axis])[0] ?? 0;
}

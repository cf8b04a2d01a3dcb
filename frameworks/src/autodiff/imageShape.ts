import { shapeText } from "../graph/shape.ts";
import type { Value } from "./tape.ts";

/**
 * The sizes of a batch of images, channels last.
 * @throws TypeError when the value is not [rows, height, width, channels] of fixed size.
 */
export function imageShape(
  operation: string,
  { shape }: Value,
): { rows: number; height: number; width: number; channels: number } {
  const [rows, height, width, channels] = shape;
  if (
    typeof rows !== "number" ||
    typeof height !== "number" ||
    typeof width !== "number" ||
    typeof channels !== "number" ||
    shape.length !== 4
  ) {
    throw new TypeError(
      `${operation}: the input must be [rows, height, width, channels] of fixed size, not ${shapeText(shape)}.`,
    );
  }
  return { rows, height, width, channels };
}

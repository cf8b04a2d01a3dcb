import type { Images } from "./imageFile.ts";
import { pixelsOf } from "./imageShape.ts";

/** Some images as float32 [rows, channels, height, width]. */
export function takeImages({ pixels, shape }: Pick<Images, "pixels" | "shape">, rows: Int32Array): Float32Array {
  const size = pixelsOf(shape);
  const taken = new Float32Array(rows.length * size);
  rows.forEach((row, index) => {
    taken.set(pixels.subarray(row * size, (row + 1) * size), index * size);
  });
  return taken;
}

import { createRandom } from "../random.ts";
import type { Images } from "./imageFile.ts";
import { pixelsOf } from "./imageShape.ts";

/** Images moved at random, to learn from beside the images themselves. */
export interface ShiftedCopies {
  readonly count: number;
  /** The image that a copy was made of. */
  original(copy: number): number;
  /** Writes a copy's pixels, float32 [channels, height, width], into an array from a place on. Borders repeat the nearest pixel. */
  write(copy: number, to: Float32Array, start: number): void;
}

/**
 * Some copies of each of some images, whose shifts follow from the seed.
 * @param options.shift pixels each way, at most
 * @param options.copies of each image
 */
export function shiftedCopies(
  { pixels, shape }: Images,
  rows: Int32Array,
  { shift, copies, seed }: { readonly shift: number; readonly copies: number; readonly seed: number },
): ShiftedCopies {
  const { channels, height, width } = shape;
  const random = createRandom(seed, 6);
  const shifts = Int8Array.from({ length: 2 * rows.length * copies }, () => random.below(2 * shift + 1) - shift);
  const original = (copy: number) => rows[Math.floor(copy / copies)] ?? 0;
  return {
    count: rows.length * copies,
    original,
    write(copy, to, start) {
      const from = original(copy) * pixelsOf(shape);
      const [down = 0, right = 0] = shifts.subarray(2 * copy, 2 * copy + 2);
      let next = start;
      for (let channel = 0; channel < channels; channel++) {
        for (let y = 0; y < height; y++) {
          const line = from + (channel * height + clamp(y - down, height)) * width;
          for (let x = 0; x < width; x++) to[next++] = pixels[line + clamp(x - right, width)] ?? 0;
        }
      }
    },
  };
}

const clamp = (place: number, length: number) => Math.min(length - 1, Math.max(0, place));

import { createRandom } from "../random.ts";
import type { Images } from "./imageFile.ts";

/** Images moved at random, to learn from beside the images themselves. */
export interface ShiftedCopies {
  readonly count: number;
  /** The image that a copy was made of. */
  original(copy: number): number;
  /** Some copies, float32 [copies, channels, height, width]. Borders repeat the nearest pixel. */
  read(copies: Int32Array): Promise<Float32Array>;
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
    async read(wanted) {
      const raw = await pixels.read(wanted.map(original));
      const moved = new Float32Array(raw.length);
      let next = 0;
      wanted.forEach((copy, index) => {
        const from = index * pixels.width;
        const [down = 0, right = 0] = shifts.subarray(2 * copy, 2 * copy + 2);
        for (let channel = 0; channel < channels; channel++) {
          for (let y = 0; y < height; y++) {
            const line = from + (channel * height + clamp(y - down, height)) * width;
            for (let x = 0; x < width; x++) moved[next++] = raw[line + clamp(x - right, width)] ?? 0;
          }
        }
      });
      return moved;
    },
  };
}

const clamp = (place: number, length: number) => Math.min(length - 1, Math.max(0, place));

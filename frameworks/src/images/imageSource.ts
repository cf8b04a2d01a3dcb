import { createRandom } from "../random.ts";
import type { DataSource } from "../runner/data.ts";
import type { Images } from "./imageFile.ts";

export interface ImageSourceOptions {
  readonly images: Images;
  /** Class numbers, one for each image. */
  readonly labels: Int32Array;
  /** Positions of the images to train on. */
  readonly rows: Int32Array;
  /** Pixels by which an image is moved at random, at most, each way. Borders are filled with the nearest pixel. */
  readonly shift?: number;
  readonly seed?: number;
}

/** Versions of each image when images are moved: an epoch sees each of them once. */
const SHIFTED_VERSIONS = 8;

/**
 * Images as data blocks: `images` float32 [rows, height, width, channels] and `labels` int64 [rows]. Only those that a run of steps
 * needs are read. Of moved images there are some versions of each, whose shifts follow from the seed and the image.
 */
export function imageSource({ images, labels, rows, shift = 0, seed = 0 }: ImageSourceOptions): DataSource {
  const { shape, pixels } = images;
  const { channels, height, width } = shape;
  const size = pixels.width;
  const shifts = shift === 0 ? undefined : drawShifts(rows.length * SHIFTED_VERSIONS, shift, seed);
  return {
    rows: rows.length * (shift === 0 ? 1 : SHIFTED_VERSIONS),
    async read(wanted) {
      const positions = Int32Array.from(wanted, (row) => rows[Number(row) % rows.length] ?? 0);
      const raw = await pixels.read(positions);
      const block = new Float32Array(wanted.length * size);
      wanted.forEach((row, index) => {
        const down = shifts?.[2 * Number(row)] ?? 0;
        const right = shifts?.[2 * Number(row) + 1] ?? 0;
        const from = index * size;
        let to = from;
        for (let y = 0; y < height; y++) {
          const line = from + clamp(y - down, height) * width;
          for (let x = 0; x < width; x++) {
            const pixel = line + clamp(x - right, width);
            for (let channel = 0; channel < channels; channel++) {
              block[to++] = raw[pixel + channel * height * width] ?? 0;
            }
          }
        }
      });
      const classes = BigInt64Array.from(positions, (position) => BigInt(labels[position] ?? 0));
      return { images: block, labels: classes };
    },
  };
}

const clamp = (place: number, length: number) => Math.min(length - 1, Math.max(0, place));

function drawShifts(rows: number, shift: number, seed: number): Int8Array {
  const random = createRandom(seed, 6);
  const shifts = new Int8Array(2 * rows);
  for (let index = 0; index < shifts.length; index++) shifts[index] = random.below(2 * shift + 1) - shift;
  return shifts;
}

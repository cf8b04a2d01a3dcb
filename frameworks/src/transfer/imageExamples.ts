import type { FineTuningConfig } from "@blacktail/sdk/families";
import type { TrainContext } from "../family.ts";
import { type ImageShape, pixelsOf, shapeWords } from "../images/imageShape.ts";
import { loadImages } from "../images/loadImages.ts";
import { shiftedCopies } from "../images/shiftedCopies.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { CHUNK_ROWS, type Examples, type Memory } from "./examples.ts";
import type { Parent } from "./parent.ts";
import { refuseParent } from "./refuseParent.ts";

/** An image of 28 pixels moves by 2 at most, one of 8 stays where it is. */
const SIDES_PER_SHIFT = 14;
const MAX_SHIFT = 16;
const MAX_COPIES = 15;
const MAX_COPIED_IMAGES = 8_000;
/** Pixels that pass through a model at a time: 64 MiB. */
const MAX_PART_VALUES = 2 ** 24;

/** Opens a job's images for a parent that takes such. @throws BlacktailError those of `loadImages`, PARENT_UNSUITABLE */
export async function imageExamples(
  context: Pick<TrainContext, "spec" | "inputs" | "onProgress" | "scratch">,
  { input, shape }: Extract<Parent["input"], { kind: "image" }>,
  config: FineTuningConfig,
  memory?: Memory,
): Promise<Examples> {
  const images = await loadImages(context, { ...config, memory: memory?.values });
  const { channels, height, width } = shape;
  if (images.shape.channels !== channels || images.shape.height !== height || images.shape.width !== width) {
    throw refuseParent(
      `it takes images of ${shapeWords(shape)}, and these are ${shapeWords(images.shape)}`,
      "Give images of the parent's size, or a parent for images of this size.",
    );
  }
  const { pixels, labels } = images;
  const count = pixels.rows;
  const { shift, copies } = copiesOf(shape, images.split.train.length, config);
  const moved = shiftedCopies(images, images.split.train, { shift, copies, seed: context.spec.seed });
  const allLabels = new Int32Array(count + moved.count);
  allLabels.set(labels);
  for (let copy = 0; copy < moved.count; copy++) allLabels[count + copy] = labels[moved.original(copy)] ?? 0;
  const size = pixelsOf(shape);
  const perPart = Math.min(CHUNK_ROWS, Math.max(1, Math.floor(MAX_PART_VALUES / size)));
  return {
    rows: count + moved.count,
    async *parts(rows) {
      for (let start = 0; start < rows.length; start += perPart) {
        const part = rows.subarray(start, start + perPart);
        const own = part.filter((row) => row < count);
        const values = new Float32Array(part.length * size);
        values.set(await pixels.read(own));
        values.set(await moved.read(part.subarray(own.length).map((row) => row - count)), own.length * size);
        const tensor = new Tensor("float32", values, [part.length, channels, height, width]);
        yield { rows: part, feeds: { [input]: tensor } };
      }
    },
    target: { kind: "classification", name: "label", classes: images.classes, labels: allLabels },
    split: images.split,
    copies: Int32Array.from({ length: moved.count }, (_, copy) => count + copy),
    input: { image: { ...shape } },
    warnings: images.warnings,
  };
}

/** Of few images several moved copies help; many images need none, and would cost memory. */
function copiesOf({ height, width }: ImageShape, images: number, config: FineTuningConfig) {
  const shift = config.shift ?? Math.floor(Math.min(height, width) / SIDES_PER_SHIFT);
  const copies = shift === 0 ? 0 : Math.min(MAX_COPIES, Math.floor(MAX_COPIED_IMAGES / images));
  return { shift: Math.min(shift, MAX_SHIFT), copies };
}

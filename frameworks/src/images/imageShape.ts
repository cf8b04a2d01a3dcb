import { problem } from "../errors.ts";

/** Sizes of an image in pixels. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const MAX_SIDE = 4_096;
const MAX_CHANNELS = 16;

/** Values of one image. */
export const pixelsOf = ({ channels, height, width }: ImageShape): number => channels * height * width;

export const shapeWords = ({ channels, height, width }: ImageShape): string =>
  `${channels} × ${height} × ${width} (channels, height, width)`;

/**
 * @param where the file or the settings that name the sizes
 * @throws BlacktailError IMAGES_UNSUPPORTED
 */
export function checkShape({ channels, height, width }: ImageShape, where: string): void {
  const good = channels >= 1 && channels <= MAX_CHANNELS && height >= 1 && height <= MAX_SIDE && width >= 1;
  if (good && width <= MAX_SIDE) return;
  throw problem(
    "IMAGES_UNSUPPORTED",
    `Images of ${shapeWords({ channels, height, width })} in ${where} cannot be used.`,
    `Give images of 1 to ${MAX_CHANNELS} channels and sides from 1 to ${MAX_SIDE} pixels.`,
  );
}

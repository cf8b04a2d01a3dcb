/** Sizes of an image in pixels. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Values of one image. */
export const pixelsOf = ({ channels, height, width }: ImageShape): number => channels * height * width;

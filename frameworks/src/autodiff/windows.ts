import { shapeText } from "../graph/shape.ts";

/** How a window moves over an image. Pairs are vertical, horizontal. */
export interface WindowOptions {
  /** Pixels from one window to the next; default 1. */
  readonly stride?: number | readonly [number, number];
  /** Pixels added around the image: one number, or top, left, bottom, right; default 0. */
  readonly padding?: number | readonly [number, number, number, number];
  /** Pixels from one point of a window to the next; default 1. */
  readonly dilation?: number | readonly [number, number];
}

/** Where the windows of an image lie. Pixels, windows and points are counted row by row. */
export interface Windows {
  /** Windows down and across. */
  readonly height: number;
  readonly width: number;
  /** Points of one window. */
  readonly points: number;
  /** The pixel under each point of each window [windows × points]; the number of pixels where a point lies in the padding. */
  readonly pixels: readonly number[];
  /** Most points that lie on one pixel, and those points [pixels × hits], filled up with the number of all points. */
  readonly hits: number;
  readonly covers: readonly number[];
}

/**
 * Lays windows of a size over an image.
 * @throws TypeError when not even one window fits.
 */
export function windowsOf(
  operation: string,
  image: readonly [number, number],
  size: readonly [number, number],
  { stride = 1, padding = 0, dilation = 1 }: WindowOptions,
): Windows {
  const [strideY, strideX] = typeof stride === "number" ? [stride, stride] : stride;
  const [dilationY, dilationX] = typeof dilation === "number" ? [dilation, dilation] : dilation;
  const [top, left, bottom, right] =
    typeof padding === "number" ? [padding, padding, padding, padding] : ([...padding] as const);
  const [imageHeight, imageWidth] = image;
  const [sizeY, sizeX] = size;
  const count = (pixels: number, extent: number, step: number) => Math.floor((pixels - extent) / step) + 1;
  const height = count(imageHeight + top + bottom, (sizeY - 1) * dilationY + 1, strideY);
  const width = count(imageWidth + left + right, (sizeX - 1) * dilationX + 1, strideX);
  if (!(height >= 1 && width >= 1)) {
    throw new TypeError(`${operation}: a window of ${shapeText(size)} does not fit an image of ${shapeText(image)}.`);
  }
  const outside = imageHeight * imageWidth;
  const pixels: number[] = [];
  const coverings: number[][] = Array.from({ length: outside }, () => []);
  for (let window = 0; window < height * width; window++) {
    const startY = Math.floor(window / width) * strideY - top;
    const startX = (window % width) * strideX - left;
    for (let point = 0; point < sizeY * sizeX; point++) {
      const y = startY + Math.floor(point / sizeX) * dilationY;
      const x = startX + (point % sizeX) * dilationX;
      const inside = y >= 0 && y < imageHeight && x >= 0 && x < imageWidth;
      if (inside) coverings[y * imageWidth + x]?.push(pixels.length);
      pixels.push(inside ? y * imageWidth + x : outside);
    }
  }
  const hits = coverings.reduce((most, points) => Math.max(most, points.length), 1);
  const covers = coverings.flatMap((points) =>
    Array.from({ length: hits }, (_, index) => points[index] ?? pixels.length),
  );
  return { height, width, points: sizeY * sizeX, pixels, hits, covers };
}

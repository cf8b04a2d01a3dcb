import { int } from "../graph/attribute.ts";
import { imageShape } from "./imageShape.ts";
import { maxOfTiles } from "./maxOfTiles.ts";
import type { Tape, Value } from "./tape.ts";
import { type WindowOptions, type Windows, windowsOf } from "./windows.ts";

/** How far windows reach and move; they do not overlap unless the stride says so. */
export interface PoolingOptions extends WindowOptions {
  /** Pixels down and across. */
  readonly size: number | readonly [number, number];
}

/**
 * The largest value of each window. Padding never wins. The gradient goes to the pixels that are the largest; several share it.
 * @param x [rows, height, width, channels]
 * @returns [rows, windows down, windows across, channels]
 */
export function maxPooling(tape: Tape, x: Value, options: PoolingOptions): Value {
  const { graph } = tape;
  const { rows, height, width, channels } = imageShape("maxPooling", x);
  const { size, windows, tiles } = layOut("maxPooling", height, width, options);
  if (tiles) return maxOfTiles(tape, x, size);
  const positions = windows.height * windows.width;
  const shape = [rows, windows.height, windows.width, channels];
  const lowest = tape.scalar(tape.type === "float32" ? -3.4028234663852886e38 : -Number.MAX_VALUE);
  const points = pointsOf(tape, x, windows, lowest);
  const largest = graph.node("ReduceMax", [points, graph.int64(2)]);
  return tape.record(reshape(tape, largest, shape), shape, [x], (gradient) => {
    const zero = tape.scalar(0);
    const isLargest = graph.node("CastLike", [graph.node("Equal", [points, largest]), zero]);
    const ties = graph.node("ReduceSum", [isLargest, graph.int64(2)]);
    const share = graph.node("Div", [reshape(tape, gradient, [rows, positions, 1, channels]), ties]);
    return [onPixels(tape, graph.node("Mul", [isLargest, share]), x, windows)];
  });
}

/**
 * The mean of each window.
 * @param x [rows, height, width, channels]
 * @param options.countPadding whether padding counts as pixels of value 0; by default the mean is of real pixels.
 * @returns [rows, windows down, windows across, channels]
 */
export function averagePooling(
  tape: Tape,
  x: Value,
  { countPadding = false, ...options }: PoolingOptions & { readonly countPadding?: boolean },
): Value {
  const { graph } = tape;
  const { rows, height, width, channels } = imageShape("averagePooling", x);
  const { windows } = layOut("averagePooling", height, width, options);
  const positions = windows.height * windows.width;
  const shape = [rows, windows.height, windows.width, channels];
  const counts = Array.from({ length: positions }, (_, window) => {
    const pixels = windows.pixels.slice(window * windows.points, (window + 1) * windows.points);
    const real = pixels.filter((pixel) => pixel < height * width).length;
    return 1 / (countPadding ? windows.points : Math.max(real, 1));
  });
  const weights = graph.constant(tape.type, [1, positions, 1, 1], counts);
  const sums = graph.node("ReduceSum", [pointsOf(tape, x, windows, tape.scalar(0)), graph.int64(2)]);
  return tape.record(reshape(tape, graph.node("Mul", [sums, weights]), shape), shape, [x], (gradient) => {
    const share = graph.node("Mul", [reshape(tape, gradient, [rows, positions, 1, channels]), weights]);
    const all = graph.node("Expand", [share, graph.int64(rows, positions, windows.points, channels)]);
    return [onPixels(tape, all, x, windows)];
  });
}

/**
 * The mean of each channel over the whole image.
 * @param x [rows, height, width, channels]
 * @returns [rows, channels]
 */
export function globalAveragePooling(tape: Tape, x: Value): Value {
  const { graph } = tape;
  const { rows, height, width, channels } = imageShape("globalAveragePooling", x);
  const pixels = reshape(tape, x.name, [rows, height * width, channels]);
  const mean = graph.node("ReduceMean", [pixels, graph.int64(1)], { attributes: { keepdims: int(0) } });
  return tape.record(mean, [rows, channels], [x], (gradient) => {
    const share = graph.node("Mul", [gradient, tape.scalar(1 / (height * width))]);
    return [
      graph.node("Expand", [reshape(tape, share, [rows, 1, 1, channels]), graph.int64(rows, height, width, channels)]),
    ];
  });
}

function layOut(operation: string, height: number, width: number, options: PoolingOptions) {
  const size: readonly [number, number] =
    typeof options.size === "number" ? [options.size, options.size] : options.size;
  const windows = windowsOf(operation, [height, width], size, { ...options, stride: options.stride ?? size });
  const tiles =
    windows.height * size[0] === height &&
    windows.width * size[1] === width &&
    windows.hits === 1 &&
    windows.covers.length === windows.pixels.length &&
    (options.dilation ?? 1) === 1;
  return { size, windows, tiles };
}

const reshape = (tape: Tape, name: string, shape: readonly number[]) =>
  tape.graph.node("Reshape", [name, tape.graph.int64(...shape)]);

const gather = ({ graph }: Tape, name: string, indices: readonly number[]) =>
  graph.node("Gather", [name, graph.constant("int64", [indices.length], indices)], { attributes: { axis: int(1) } });

/** The points of every window [rows, windows, points, channels]; those in the padding have the value `outside`. */
function pointsOf(tape: Tape, x: Value, windows: Windows, outside: string): string {
  const { rows, height, width, channels } = imageShape("pooling", x);
  const flat = reshape(tape, x.name, [rows, height * width, channels]);
  const padded = windows.pixels.includes(height * width)
    ? tape.graph.node("Pad", [flat, tape.graph.int64(0, 0, 0, 0, 1, 0), outside])
    : flat;
  return reshape(tape, gather(tape, padded, windows.pixels), [
    rows,
    windows.height * windows.width,
    windows.points,
    channels,
  ]);
}

/** Sums what belongs to the points of windows on the pixels under them. */
function onPixels(tape: Tape, points: string, x: Value, { covers, hits, pixels }: Windows): string {
  const { graph } = tape;
  const { rows, height, width, channels } = imageShape("pooling", x);
  const flat = reshape(tape, points, [rows, pixels.length, channels]);
  const padded = covers.includes(pixels.length) ? graph.node("Pad", [flat, graph.int64(0, 0, 0, 0, 1, 0)]) : flat;
  const found = reshape(tape, gather(tape, padded, covers), [rows * height * width, hits, channels]);
  return reshape(tape, graph.node("ReduceSum", [found, graph.int64(1)]), [rows, height, width, channels]);
}

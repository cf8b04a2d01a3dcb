import { int } from "../graph/attribute.ts";
import { shapeText } from "../graph/shape.ts";
import { imageShape } from "./imageShape.ts";
import type { Tape, Value } from "./tape.ts";
import { type WindowOptions, windowsOf } from "./windows.ts";

/**
 * Two-dimensional cross-correlation, as deep learning's "convolution" is.
 *
 * Channels come last, so that one Gather lays the windows out as the rows of a matrix (im2col) and one Gemm multiplies them with the
 * kernels. The weight's gradient is a Gemm with the same matrix; the input's gradient is a Gemm, a Gather of the products that fell on
 * each pixel, and their sum in a fixed order.
 * @param x [rows, height, width, channels]
 * @param weight [kernel height, kernel width, channels, outputs]
 * @param bias [outputs], or none
 * @returns [rows, windows down, windows across, outputs]
 * @throws TypeError naming the shapes that do not fit.
 */
export function convolution(
  tape: Tape,
  x: Value,
  weight: Value,
  bias: Value | undefined,
  options: WindowOptions = {},
): Value {
  const { graph } = tape;
  const { rows, height, width, channels } = imageShape("convolution", x);
  const [kernelY, kernelX, expected, outputs] = weight.shape.map(Number);
  if (kernelY === undefined || kernelX === undefined || outputs === undefined || weight.shape.length !== 4) {
    throw new TypeError(
      `convolution: the weight must be [kernel height, kernel width, channels, outputs], not ${shapeText(weight.shape)}.`,
    );
  }
  if (expected !== channels) {
    throw new TypeError(
      `convolution: an image of ${channels} channels does not fit a weight of ${shapeText(weight.shape)}.`,
    );
  }
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== outputs)) {
    throw new TypeError(`convolution: the bias must be [${outputs}], not ${shapeText(bias.shape)}.`);
  }
  const windows = windowsOf("convolution", [height, width], [kernelY, kernelX], options);
  const positions = windows.height * windows.width;
  const patch = windows.points * channels;
  const reshape = (name: string, ...shape: readonly number[]) => graph.node("Reshape", [name, graph.int64(...shape)]);
  const gather = (name: string, indices: readonly number[]) =>
    graph.node("Gather", [name, graph.constant("int64", [indices.length], indices)], { attributes: { axis: int(1) } });
  /** One row of zeros after the last, which padding refers to. */
  const withZero = (name: string) => graph.node("Pad", [name, graph.int64(0, 0, 0, 0, 1, 0)]);

  const flat = reshape(x.name, rows, height * width, channels);
  const padded = windows.pixels.includes(height * width) ? withZero(flat) : flat;
  const columns = reshape(gather(padded, windows.pixels), rows * positions, patch);
  const kernels = reshape(weight.name, patch, outputs);
  const product = graph.node("Gemm", bias === undefined ? [columns, kernels] : [columns, kernels, bias.name]);
  const shape = [rows, windows.height, windows.width, outputs];

  return tape.record(
    reshape(product, ...shape),
    shape,
    bias === undefined ? [x, weight] : [x, weight, bias],
    (gradient, wanted) => {
      const slopes = reshape(gradient, rows * positions, outputs);
      const byImage = () => {
        const { covers, hits, pixels } = windows;
        // A window of zeros after the last: what pixels refer to that fewer points lie on.
        const incomplete = covers.includes(pixels.length);
        const perImage = reshape(gradient, rows, positions, outputs);
        const all = incomplete ? reshape(withZero(perImage), rows * (positions + 1), outputs) : slopes;
        const products = graph.node("Gemm", [all, kernels], { attributes: { transB: int(1) } });
        const points = (incomplete ? positions + 1 : positions) * windows.points;
        const onPixels = gather(reshape(products, rows, points, channels), covers);
        const sums = graph.node("ReduceSum", [
          reshape(onPixels, rows * height * width, hits, channels),
          graph.int64(1),
        ]);
        return reshape(sums, rows, height, width, channels);
      };
      const byWeight = () => {
        const sums = graph.node("Gemm", [columns, slopes], { attributes: { transA: int(1) } });
        return reshape(sums, kernelY, kernelX, channels, outputs);
      };
      const byBias = () => graph.node("ReduceSum", [slopes, graph.int64(0)], { attributes: { keepdims: int(0) } });
      return [
        wanted[0] ? byImage() : undefined,
        wanted[1] ? byWeight() : undefined,
        ...(bias === undefined ? [] : [wanted[2] ? byBias() : undefined]),
      ];
    },
  );
}

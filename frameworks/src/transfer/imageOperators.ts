import { add, multiply } from "../autodiff/arithmetic.ts";
import { convolution } from "../autodiff/convolution.ts";
import { reshape, transpose } from "../autodiff/layout.ts";
import { averagePooling, globalAveragePooling, maxPooling } from "../autodiff/pooling.ts";
import type { WindowOptions } from "../autodiff/windows.ts";
import { attributesOf } from "./attributes.ts";
import { constantValue, type Operands } from "./convert.ts";
import { LaidOut } from "./imageLayout.ts";
import { floatsOf } from "./tensorData.ts";

/** Conv of two dimensions, in one group. */
export function convolutionOf(operands: Operands): LaidOut {
  const { tape, node, input, has, refuse } = operands;
  if (attributesOf(node).int("group", 1) !== 1) return refuse("works in groups of channels");
  const kernels = input(1).value;
  if (kernels.shape.length !== 4) return refuse("is not of two dimensions");
  const weight = transpose(tape, kernels, [2, 3, 1, 0]);
  const bias = has(2) ? input(2).value : undefined;
  return LaidOut.channelsLast(tape, convolution(tape, input(0).channelsLast, weight, bias, windowOptions(operands)));
}

/** MaxPool and AveragePool of two dimensions. */
export function poolingOf(operands: Operands): LaidOut {
  const { tape, node, input, refuse } = operands;
  const { int, ints } = attributesOf(node);
  const [height, width, ...more] = ints("kernel_shape", []);
  if (height === undefined || width === undefined || more.length > 0) return refuse("is not of two dimensions");
  if (int("ceil_mode", 0) !== 0) return refuse("rounds its size up");
  const options = { size: [height, width] as const, ...windowOptions(operands) };
  const image = input(0).channelsLast;
  if (node.opType === "MaxPool") return LaidOut.channelsLast(tape, maxPooling(tape, image, options));
  const countPadding = int("count_include_pad", 0) === 1;
  return LaidOut.channelsLast(tape, averagePooling(tape, image, { ...options, countPadding }));
}

/** GlobalAveragePool: [rows, channels, 1, 1]. */
export function globalAverage({ tape, input }: Operands): LaidOut {
  const means = globalAveragePooling(tape, input(0).channelsLast);
  return LaidOut.asIs(tape, reshape(tape, means, [...means.shape, 1, 1]));
}

/** BatchNormalization by the statistics that the parent learned; they stay as they are. */
export function batchNormalization({ tape, node, input, constant, refuse }: Operands): LaidOut {
  const [gain, shift, mean, variance] = [1, 2, 3, 4].map((index) => {
    const tensor = constant(index);
    return tensor && floatsOf(tensor);
  });
  if (gain === undefined || shift === undefined || mean === undefined || variance === undefined) {
    return refuse("has statistics that are not constant");
  }
  const { value } = input(0);
  const epsilon = attributesOf(node).float("epsilon", 1e-5);
  const factor = gain.map((value, channel) => value / Math.sqrt((variance[channel] ?? 0) + epsilon));
  const offset = shift.map((value, channel) => value - (mean[channel] ?? 0) * (factor[channel] ?? 0));
  const shape = [1, gain.length, ...value.shape.slice(2).map(() => 1)];
  const scaled = multiply(tape, value, constantValue(tape, shape, factor));
  return LaidOut.asIs(tape, add(tape, scaled, constantValue(tape, shape, offset)));
}

function windowOptions({ node, refuse }: Operands): WindowOptions {
  const { ints, text } = attributesOf(node);
  const padding = text("auto_pad", "NOTSET");
  if (padding !== "NOTSET" && padding !== "VALID") return refuse(`pads by ${padding}`);
  const [strideY = 1, strideX = 1] = ints("strides", []);
  const [dilationY = 1, dilationX = 1] = ints("dilations", []);
  const [top = 0, left = 0, bottom = 0, right = 0] = padding === "VALID" ? [] : ints("pads", []);
  return { stride: [strideY, strideX], dilation: [dilationY, dilationX], padding: [top, left, bottom, right] };
}

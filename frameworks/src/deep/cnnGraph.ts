import { int, ints } from "../graph/attribute.ts";
import type { Graph } from "../graph/graph.ts";
import { type CnnShape, cnnLayers } from "./cnnNetwork.ts";

/**
 * The network's scores for any number of images, by the runtime's own convolution and pooling.
 * @param image name of the standardized images, [N, channels, height, width]
 * @param weights names of the parameters in the order of `cnnParameters`; kernels as [outputs, channels, height, width]
 * @returns the name of the scores [N, classes]
 */
export function cnnGraph(graph: Graph, image: string, weights: readonly string[], shape: CnnShape): string {
  const { blocks, dense } = cnnLayers(shape);
  const weight = (index: number) => weights[index] ?? "";
  const half = (shape.kernel - 1) / 2;
  let value = image;
  blocks.forEach(({ pool }, index) => {
    value = graph.node("Conv", [value, weight(2 * index), weight(2 * index + 1)], {
      attributes: { kernel_shape: ints(shape.kernel, shape.kernel), pads: ints(half, half, half, half) },
    });
    value = graph.node("Relu", [value]);
    if (pool === 2) {
      value = graph.node("MaxPool", [value], { attributes: { kernel_shape: ints(2, 2), strides: ints(2, 2) } });
    }
  });
  // Training has the channels last, and its dense weights in that order.
  value = graph.node("Transpose", [value], { attributes: { perm: ints(0, 2, 3, 1) } });
  value = graph.node("Flatten", [value], { attributes: { axis: int(1) } });
  for (let layer = 0; layer < dense.length - 1; layer++) {
    const index = 2 * (blocks.length + layer);
    if (layer > 0) value = graph.node("Relu", [value]);
    value = graph.node("Gemm", [value, weight(index), weight(index + 1)]);
  }
  return value;
}

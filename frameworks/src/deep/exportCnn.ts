import type { Framework, TaskInfo } from "@blacktail/sdk";
import { Graph } from "../graph/graph.ts";
import { exportImages } from "../images/exportImages.ts";
import type { Parameter } from "../runner/scan.ts";
import { type Brightness, standardize } from "./brightness.ts";
import { cnnGraph } from "./cnnGraph.ts";
import type { CnnShape } from "./cnnNetwork.ts";

/**
 * The artifact: an .onnx that takes raw pixels, as `image` float32 [N, channels, height, width] or as columns [N, 1] each, and
 * returns `label` string [N] and `probabilities` float32 [N, classes].
 */
export function exportCnn(options: {
  readonly parameters: readonly Parameter[];
  readonly weights: readonly Float32Array[];
  readonly shape: CnnShape;
  readonly brightness: Brightness;
  readonly task: TaskInfo;
  readonly framework: Framework;
}): Uint8Array {
  const { parameters, weights, shape, brightness, task, framework } = options;
  return exportImages({ graph: new Graph("cnn"), shape: shape.image, task, framework }, (graph, image, free) => {
    const names = parameters.map((parameter, index) => {
      const values = weights[index] ?? new Float32Array();
      return parameter.shape.length === 4
        ? graph.initializer(free(parameter.name), "float32", ...outputsFirst(parameter.shape, values))
        : graph.initializer(free(parameter.name), "float32", parameter.shape, values);
    });
    return cnnGraph(graph, standardize(graph, image, brightness), names, shape);
  });
}

/** Kernels [height, width, channels, outputs] as the runtime's convolution takes them: [outputs, channels, height, width]. */
function outputsFirst(shape: readonly number[], values: Float32Array): [number[], Float32Array] {
  const [height = 0, width = 0, channels = 0, outputs = 0] = shape;
  const pixels = height * width;
  const turned = new Float32Array(values.length);
  values.forEach((value, index) => {
    const output = index % outputs;
    const channel = Math.floor(index / outputs) % channels;
    turned[(output * channels + channel) * pixels + Math.floor(index / (outputs * channels))] = value;
  });
  return [[outputs, channels, height, width], turned];
}

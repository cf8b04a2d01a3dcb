import type { GraphProto } from "onnx-buf";
import { problem } from "../errors.ts";
import { ancestorsOf } from "./dependencies.ts";
import { refuseParent } from "./refuseParent.ts";

/**
 * The value of the parent's graph that the head reads: the one named, or what the last matrix product by a constant matrix reads.
 * @throws BlacktailError PARENT_UNSUITABLE, CONFIG_INVALID when there is no value of that name
 */
export function layerOf(graph: GraphProto, wanted: string | undefined): string {
  const values = new Set(graph.node.flatMap(({ output }) => output));
  if (wanted !== undefined) {
    if (values.has(wanted)) return wanted;
    throw problem(
      "CONFIG_INVALID",
      `The setting "layer" names "${wanted}", which the parent does not compute.`,
      "Name a value of its graph, as a viewer of .onnx files shows them.",
    );
  }
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const { nodes } = ancestorsOf(
    graph,
    graph.output.map(({ name }) => name),
  );
  const last = nodes.findLast(({ opType, domain, input }) => {
    const product = (opType === "Gemm" || opType === "MatMul") && domain === "";
    return product && constants.get(input[1] ?? "")?.dims.length === 2 && !constants.has(input[0] ?? "");
  });
  const [layer] = last?.input ?? [];
  if (layer !== undefined) return layer;
  throw refuseParent(
    "it has no matrix product whose input a head could read",
    'Name a value of its graph in "layer", such as "probabilities".',
  );
}

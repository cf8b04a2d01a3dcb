import type { Framework, TaskInfo } from "@blacktail/sdk";
import { int } from "../graph/attribute.ts";
import type { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { IMAGE_INPUT, inputName, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { freeName } from "../tables/exportTable.ts";
import type { ImageShape } from "./imageShape.ts";

/**
 * An artifact for images: raw pixels in (`image` float32 [N, channels, height, width], or the task's columns [N, 1] each, where a
 * gap is 0), `label` string [N] and `probabilities` float32 [N, classes] out.
 * @param network adds the model's own nodes and returns the name of its scores [N, classes]; `free` makes a name for an initializer
 *   that no column has
 */
export function exportImages(
  options: {
    readonly graph: Graph;
    readonly shape: ImageShape;
    readonly task: TaskInfo;
    readonly framework: Framework;
  },
  network: (graph: Graph, image: string, free: (name: string) => string) => string,
): Uint8Array {
  const { graph, shape, task, framework } = options;
  const { columns, classes = [] } = task;
  const { channels, height, width } = shape;
  const taken = new Set(columns?.map(({ name }) => name));
  const free = (name: string) => freeName(name, taken);
  const image =
    columns === undefined
      ? graph.input(IMAGE_INPUT, "float32", ["N", channels, height, width])
      : joinColumns(graph, columns, shape);
  const scores = network(graph, image, free);
  graph.nodeNamed("Softmax", [scores], [PROBABILITIES_OUTPUT], { attributes: { axis: int(-1) } });
  const best = graph.node("ArgMax", [scores], { attributes: { axis: int(-1), keepdims: int(0) } });
  const names = graph.initializer(free("classes"), "string", [classes.length], classes);
  graph.nodeNamed("Gather", [names, best], [LABEL_OUTPUT]);
  graph.output(LABEL_OUTPUT, "string", ["N"]);
  graph.output(PROBABILITIES_OUTPUT, "float32", ["N", classes.length]);
  return encodeModel(graph, {
    "blacktail.task": JSON.stringify(task),
    "blacktail.framework": JSON.stringify(framework),
  });
}

function joinColumns(
  graph: Graph,
  columns: NonNullable<TaskInfo["columns"]>,
  { channels, height, width }: ImageShape,
): string {
  const inputs = columns.map(({ name }) => graph.input(inputName(name), "float32", ["N", 1]));
  const pixels =
    inputs.length === 1 ? (inputs[0] ?? "") : graph.node("Concat", inputs, { attributes: { axis: int(1) } });
  const filled = graph.node("Where", [graph.node("IsNaN", [pixels]), graph.constant("float32", [], [0]), pixels]);
  return graph.node("Reshape", [filled, graph.int64(-1, channels, height, width)]);
}

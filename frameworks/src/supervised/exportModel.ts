import type { Framework, TaskInfo } from "@blacktail/sdk";
import type { TabularConfig } from "@blacktail/sdk/families";
import { Tape } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { network } from "../runner/network.ts";
import { encoderGraph, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "./encoderGraph.ts";
import type { Encoder } from "./encoders.ts";
import type { Fitted } from "./fit.ts";
import type { Problem } from "./problem.ts";

/**
 * The artifact: an .onnx that takes raw columns, [N, 1] each, and returns for classes `label` string [N] and
 * `probabilities` float32 [N, classes], for quantities `label` float32 [N].
 * `metadata_props` hold the task and the framework as JSON. The same arguments give the same bytes.
 */
export function exportModel({
  encoders,
  fitted,
  problem,
  task,
  framework,
  activation,
}: {
  encoders: readonly Encoder[];
  fitted: Fitted;
  problem: Problem;
  task: TaskInfo;
  framework: Framework;
  activation: TabularConfig["activation"];
}): Uint8Array {
  const tape = new Tape(new Graph("tabular"));
  const { graph } = tape;
  const features = encoderGraph(tape, encoders);
  const weights = fitted.weights.map((values, index) => {
    const shape = fitted.shapes[index] ?? [];
    const name = freeName(`weights/${index >> 1}/${index % 2 === 0 ? "weight" : "bias"}`, task);
    return tape.value(graph.initializer(name, "float32", shape, values), shape);
  });
  const scores = network(tape, features, weights, activation);
  if (task.classes !== undefined) {
    graph.nodeNamed("Softmax", [scores.name], [PROBABILITIES_OUTPUT], { attributes: { axis: int(-1) } });
    const best = graph.node("ArgMax", [scores.name], { attributes: { axis: int(-1), keepdims: int(0) } });
    const names = graph.initializer(freeName("classes", task), "string", [task.classes.length], task.classes);
    graph.nodeNamed("Gather", [names, best], [LABEL_OUTPUT]);
    graph.output(LABEL_OUTPUT, "string", ["N"]);
    graph.output(PROBABILITIES_OUTPUT, "float32", ["N", problem.outputs]);
  } else {
    const scaled = graph.node("Mul", [scores.name, tape.scalar(problem.scale)]);
    const moved = graph.node("Add", [scaled, tape.scalar(problem.offset)]);
    graph.nodeNamed("Squeeze", [moved, graph.int64(1)], [LABEL_OUTPUT]);
    graph.output(LABEL_OUTPUT, "float32", ["N"]);
  }
  return encodeModel(graph, {
    "blacktail.task": JSON.stringify(task),
    "blacktail.framework": JSON.stringify(framework),
  });
}

/** Columns may have any name; ours give way. */
function freeName(name: string, task: TaskInfo): string {
  const taken = new Set(task.columns?.map((column) => column.name));
  let free = name;
  while (taken.has(free)) free += "'";
  return free;
}

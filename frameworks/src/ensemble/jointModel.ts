import type { Framework } from "@blacktail/sdk";
import { int } from "../graph/attribute.ts";
import { Graph } from "../graph/graph.ts";
import { encodeModel } from "../graph/model.ts";
import { inputName, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import type { JointTask } from "./agree.ts";
import { classPlaces } from "./ask.ts";
import { joinModels } from "./join.ts";
import type { Parent } from "./parents.ts";

/**
 * Joins models into one: raw columns → what all of them say → one answer.
 * @param options.combine adds the nodes of the answer, given what each model says: probabilities [N, classes] in the joint task's order,
 *   or values [N]; the answer has the same form
 */
export function jointModel(options: {
  readonly parents: readonly Pick<Parent, "name" | "model" | "task">[];
  readonly joint: JointTask;
  readonly framework: Framework;
  combine(graph: Graph, said: readonly string[]): string;
}): Uint8Array {
  const { parents, joint, framework } = options;
  const { task, classes, columns } = joint;
  const graph = new Graph(framework.name);
  for (const { name, type } of columns) {
    graph.input(inputName(name), type === "number" ? "float32" : "string", ["N", 1]);
  }
  // Columns may have any name; ours give way.
  let stem = "member";
  while (columns.some(({ name }) => name.startsWith(stem))) stem += "'";
  const prefixes = parents.map((_, index) => `${stem}${index + 1}/`);
  const heard = parents.map((parent, index) => {
    const shape = classes === undefined ? ["N"] : ["N", classes.length];
    const output = classes === undefined ? LABEL_OUTPUT : PROBABILITIES_OUTPUT;
    const said = graph.input(`${prefixes[index]}${output}`, "float32", shape);
    const places = classPlaces(parent.task, classes);
    if (places.every((place, label) => place === label)) return said;
    return graph.node("Gather", [said, graph.int64(...places)], { attributes: { axis: int(1) } });
  });
  const answer = options.combine(graph, heard);
  if (classes === undefined) {
    graph.nodeNamed("Identity", [answer], [LABEL_OUTPUT]);
    graph.output(LABEL_OUTPUT, "float32", ["N"]);
  } else {
    graph.nodeNamed("Identity", [answer], [PROBABILITIES_OUTPUT]);
    const best = graph.node("ArgMax", [answer], { attributes: { axis: int(-1), keepdims: int(0) } });
    const names = graph.initializer(`${stem}/classes`, "string", [classes.length], classes);
    graph.nodeNamed("Gather", [names, best], [LABEL_OUTPUT]);
    graph.output(LABEL_OUTPUT, "string", ["N"]);
    graph.output(PROBABILITIES_OUTPUT, "float32", ["N", classes.length]);
  }
  const frame = encodeModel(graph, {
    "blacktail.task": JSON.stringify(task),
    "blacktail.framework": JSON.stringify(framework),
  });
  return joinModels(
    frame,
    parents.map(({ name, model }, index) => ({ name, model, prefix: prefixes[index] ?? "" })),
  );
}

/** Adds the mean of several values, each counting by its weight. @param weights their sum is 1 */
export function weightedSum(graph: Graph, values: readonly string[], weights: readonly number[]): string {
  const parts = values.map((value, index) =>
    graph.node("Mul", [value, graph.constant("float32", [], [weights[index] ?? 0])]),
  );
  const [first = "", ...others] = parts;
  return others.reduce((sum, part) => graph.node("Add", [sum, part]), first);
}

import type { Tape, Value } from "../autodiff/tape.ts";
import { floats, int, ints, text, texts } from "../graph/attribute.ts";
import { ML_DOMAIN } from "../graph/model.ts";
import type { IsolationForest, IsolationNode } from "./isolationForest.ts";

/** The forest's scores [N, 1], by ONNX's own tree ensemble. */
export function isolationGraph(tape: Tape, features: Value, { trees, usual }: IsolationForest): Value {
  const { graph } = tape;
  const nodes = trees.flatMap(flatten);
  const leaves = nodes.filter(({ mode }) => mode === "LEAF");
  const cuts = graph.node("TreeEnsembleRegressor", [features.name], {
    domain: ML_DOMAIN,
    attributes: {
      nodes_treeids: ints(...nodes.map(({ tree }) => tree)),
      nodes_nodeids: ints(...nodes.map(({ id }) => id)),
      nodes_featureids: ints(...nodes.map(({ feature }) => feature)),
      nodes_values: floats(nodes.map(({ threshold }) => threshold)),
      nodes_modes: texts(nodes.map(({ mode }) => mode)),
      nodes_truenodeids: ints(...nodes.map(({ low }) => low)),
      nodes_falsenodeids: ints(...nodes.map(({ high }) => high)),
      target_treeids: ints(...leaves.map(({ tree }) => tree)),
      target_nodeids: ints(...leaves.map(({ id }) => id)),
      target_ids: ints(...leaves.map(() => 0)),
      target_weights: floats(leaves.map(({ length }) => length)),
      n_targets: int(1),
      aggregate_function: text("AVERAGE"),
      post_transform: text("NONE"),
    },
  });
  const exponent = graph.node("Mul", [cuts, tape.scalar(-1 / usual)]);
  return tape.value(graph.node("Pow", [tape.scalar(2), exponent]), ["N", 1]);
}

interface FlatNode {
  readonly tree: number;
  readonly id: number;
  readonly mode: "BRANCH_LEQ" | "LEAF";
  readonly feature: number;
  readonly threshold: number;
  readonly low: number;
  readonly high: number;
  readonly length: number;
}

/** A tree's nodes, each before those below it. */
function flatten(root: IsolationNode, tree: number): FlatNode[] {
  const flat: FlatNode[] = [];
  const add = (node: IsolationNode): number => {
    const id = flat.length;
    const leaf = { tree, id, mode: "LEAF", feature: 0, threshold: 0, low: 0, high: 0, length: 0 } as const;
    flat.push("feature" in node ? leaf : { ...leaf, length: node.length });
    if ("feature" in node) {
      const { feature, threshold } = node;
      const [low, high] = [add(node.low), add(node.high)];
      flat[id] = { ...leaf, mode: "BRANCH_LEQ", feature, threshold, low, high };
    }
    return id;
  };
  add(root);
  return flat;
}

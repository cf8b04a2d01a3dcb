import type { Tape, Value } from "../autodiff/tape.ts";
import { floats, int, ints, text, texts } from "../graph/attribute.ts";
import { ML_DOMAIN } from "../graph/model.ts";
import { flattenTree } from "./flattenTree.ts";
import type { IsolationForest } from "./isolationForest.ts";

/** The forest's scores [N, 1], by ONNX's own tree ensemble. */
export function isolationGraph(tape: Tape, features: Value, { trees, usual }: IsolationForest): Value {
  const { graph } = tape;
  const nodes = trees.flatMap(flattenTree);
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

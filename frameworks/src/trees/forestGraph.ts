import type { Tape, Value } from "../autodiff/tape.ts";
import { type Attribute, floats, int, text, texts } from "../graph/attribute.ts";
import { ML_DOMAIN } from "../graph/model.ts";
import type { Forest } from "./tree.ts";

/**
 * Adds a forest as one TreeEnsembleRegressor (`ai.onnx.ml`).
 * @param features float32 [N, width], NaN where a value is missing
 * @returns scores float32 [N, outputs]
 */
export function forestGraph(tape: Tape, features: Value, { trees, base }: Forest): Value {
  const { graph } = tape;
  const outputs = base.length;
  const column = <T>(pick: (tree: Forest["trees"][number], node: number, index: number) => T): T[] =>
    trees.flatMap((tree, index) => Array.from(tree.feature, (_, node) => pick(tree, node, index)));
  const leaves = trees.flatMap((tree, index) =>
    Array.from(tree.feature.keys()).flatMap((node) =>
      (tree.feature[node] ?? -1) < 0 ? [{ index, node, weight: tree.value[node] ?? 0 }] : [],
    ),
  );
  const isLeaf = (tree: Forest["trees"][number], node: number) => (tree.feature[node] ?? -1) < 0;
  const scores = graph.node("TreeEnsembleRegressor", [features.name], {
    domain: ML_DOMAIN,
    attributes: {
      n_targets: int(outputs),
      aggregate_function: text("SUM"),
      post_transform: text("NONE"),
      base_values: floats(base),
      nodes_treeids: list(column((_tree, _node, index) => index)),
      nodes_nodeids: list(column((_tree, node) => node)),
      nodes_featureids: list(column((tree, node) => Math.max(0, tree.feature[node] ?? 0))),
      nodes_modes: texts(column((tree, node) => (isLeaf(tree, node) ? "LEAF" : "BRANCH_LEQ"))),
      nodes_values: floats(column((tree, node) => tree.threshold[node] ?? 0)),
      nodes_truenodeids: list(column((tree, node) => tree.left[node] ?? 0)),
      nodes_falsenodeids: list(column((tree, node) => tree.right[node] ?? 0)),
      nodes_missing_value_tracks_true: list(column((tree, node) => tree.missingLeft[node] ?? 0)),
      target_treeids: list(leaves.map(({ index }) => index)),
      target_nodeids: list(leaves.map(({ node }) => node)),
      target_ids: list(leaves.map(({ index }) => index % outputs)),
      target_weights: floats(leaves.map(({ weight }) => weight)),
    },
  });
  return tape.value(scores, [features.shape[0] ?? "N", outputs]);
}

/** Too long for the arguments of a call. */
const list = (value: readonly number[]): Attribute => ({ kind: "ints", value });

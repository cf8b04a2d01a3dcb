import type { IsolationNode } from "./isolationForest.ts";

/** A node by its number; the fields of the other kind are 0. */
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
export function flattenTree(root: IsolationNode, tree: number): FlatNode[] {
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

import type { GraphProto, NodeProto } from "onnx-buf";

/** The values that a node reads, those that its inner graphs take from outside among them. */
export function readsOf(node: NodeProto): string[] {
  const inner = node.attribute.flatMap(({ g, graphs }) => [...(g === undefined ? [] : [g]), ...graphs]);
  return [...node.input.filter((name) => name !== ""), ...inner.flatMap(freeValues)];
}

function freeValues(graph: GraphProto): string[] {
  const own = new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.node.flatMap(({ output }) => output),
  ]);
  return graph.node.flatMap(readsOf).filter((name) => !own.has(name));
}

/** The nodes that some values are computed by, in the graph's order, and all values that they read. */
export function ancestorsOf(graph: GraphProto, values: readonly string[]): { nodes: NodeProto[]; reads: Set<string> } {
  const reads = new Set(values);
  // A graph's nodes stand in an order in which each comes after those that it reads.
  const nodes = [...graph.node].reverse().filter((node) => {
    if (!node.output.some((name) => name !== "" && reads.has(name))) return false;
    for (const name of readsOf(node)) reads.add(name);
    return true;
  });
  return { nodes: nodes.reverse(), reads };
}

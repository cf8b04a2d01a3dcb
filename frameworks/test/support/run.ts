import type { Graph } from "../../src/graph/graph.ts";
import { encodeModel } from "../../src/graph/model.ts";
import type { Tensor } from "../../src/runner/onnxruntime.ts";
import { openSession } from "../../src/runner/session.ts";

/** Runs a graph once. */
export async function runGraph(graph: Graph, feeds: Record<string, Tensor>): Promise<Readonly<Record<string, Tensor>>> {
  const session = await openSession(encodeModel(graph));
  const results = await session.run(feeds);
  await session.release();
  return results;
}

import type { Graph } from "../graph/graph.ts";
import { chunksOf } from "../tables/chunks.ts";
import type { FeatureMatrix } from "../tables/featureMatrix.ts";

/** How raw pixels become numbers around 0: (x - mean) / deviation. */
export interface Brightness {
  readonly mean: number;
  readonly deviation: number;
}

/** Mean and standard deviation of all pixels of some images. */
export async function brightnessOf(pixels: FeatureMatrix, rows: Int32Array): Promise<Brightness> {
  const count = rows.length * pixels.width;
  let sum = 0;
  for await (const { features } of chunksOf(pixels, rows)) for (const value of features) sum += value;
  const mean = sum / count;
  let squares = 0;
  for await (const { features } of chunksOf(pixels, rows)) for (const value of features) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  return { mean, deviation: deviation > 0 ? deviation : 1 };
}

/** Adds the nodes that standardize pixels. */
export function standardize(graph: Graph, pixels: string, { mean, deviation }: Brightness): string {
  const centred = graph.node("Sub", [pixels, graph.constant("float32", [], [mean])]);
  return graph.node("Div", [centred, graph.constant("float32", [], [deviation])]);
}

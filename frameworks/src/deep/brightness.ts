import type { Graph } from "../graph/graph.ts";
import type { Images } from "../images/imageFile.ts";
import { pixelsOf } from "../images/imageShape.ts";

/** How raw pixels become numbers around 0: (x - mean) / deviation. */
export interface Brightness {
  readonly mean: number;
  readonly deviation: number;
}

/** Mean and standard deviation of all pixels of some images. */
export function brightnessOf({ pixels, shape }: Images, rows: Int32Array): Brightness {
  const size = pixelsOf(shape);
  let sum = 0;
  for (const row of rows) for (let at = row * size; at < (row + 1) * size; at++) sum += pixels[at] ?? 0;
  const mean = sum / (rows.length * size);
  let squares = 0;
  for (const row of rows)
    for (let at = row * size; at < (row + 1) * size; at++) squares += ((pixels[at] ?? 0) - mean) ** 2;
  const deviation = Math.sqrt(squares / (rows.length * size));
  return { mean, deviation: deviation > 0 ? deviation : 1 };
}

/** Adds the nodes that standardize pixels. */
export function standardize(graph: Graph, pixels: string, { mean, deviation }: Brightness): string {
  const centred = graph.node("Sub", [pixels, graph.constant("float32", [], [mean])]);
  return graph.node("Div", [centred, graph.constant("float32", [], [deviation])]);
}

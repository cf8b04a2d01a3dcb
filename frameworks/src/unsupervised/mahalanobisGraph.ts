import type { Tape, Value } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import type { Cloud } from "./mahalanobis.ts";

/** Distances [N, 1] of features from the middle of a cloud. */
export function mahalanobisGraph(
  tape: Tape,
  features: Value,
  { mean, whitening }: Cloud,
  free: (name: string) => string,
): Value {
  const { graph } = tape;
  const width = mean.length;
  const turned = Float32Array.from(whitening, (_, index) => {
    return whitening[(index % width) * width + Math.floor(index / width)] as number;
  });
  // Centred first: the product of float32 values stays exact enough far from the middle.
  const middle = graph.initializer(free("mean"), "float32", [width], Float32Array.from(mean));
  const matrix = graph.initializer(free("whitening"), "float32", [width, width], turned);
  const whitened = graph.node("MatMul", [graph.node("Sub", [features.name, middle]), matrix]);
  const squares = graph.node("ReduceSumSquare", [whitened, graph.int64(1)], { attributes: { keepdims: int(1) } });
  const mean2 = graph.node("Mul", [squares, tape.scalar(1 / width)]);
  return tape.value(graph.node("Sqrt", [mean2]), ["N", 1]);
}

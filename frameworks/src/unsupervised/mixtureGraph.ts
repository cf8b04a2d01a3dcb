import type { Tape, Value } from "../autodiff/tape.ts";
import { int } from "../graph/attribute.ts";
import { logFactors, type Mixture } from "./mixture.ts";

/**
 * Scores [N, components] whose softmax are a mixture's probabilities: the logarithm of each weighted density,
 * log factor - |P(x - mean)|² / 2, all components' P in one product.
 */
export function mixtureScores(tape: Tape, features: Value, mixture: Mixture, free: (name: string) => string): Value {
  const { graph } = tape;
  const components = mixture.weights.length;
  const width = mixture.means.length / components;
  const weights = new Float32Array(width * components * width);
  const offsets = new Float32Array(components * width);
  for (let component = 0; component < components; component++) {
    for (let i = 0; i < width; i++) {
      const output = component * width + i;
      let offset = 0;
      for (let j = 0; j <= i; j++) {
        const entry = whiteningAt(mixture, width, component, i, j);
        weights[j * components * width + output] = entry;
        offset -= entry * (mixture.means[component * width + j] as number);
      }
      offsets[output] = offset;
    }
  }
  const whitened = graph.node("Gemm", [
    features.name,
    graph.initializer(free("whitening"), "float32", [width, components * width], weights),
    graph.initializer(free("offsets"), "float32", [components * width], offsets),
  ]);
  const apart = graph.node("Reshape", [whitened, graph.int64(-1, components, width)]);
  const squares = graph.node("ReduceSumSquare", [apart, graph.int64(2)], { attributes: { keepdims: int(0) } });
  const logs = graph.initializer(free("log factors"), "float32", [components], Float32Array.from(logFactors(mixture)));
  const scores = graph.node("Sub", [logs, graph.node("Mul", [squares, tape.scalar(0.5)])]);
  return tape.value(scores, ["N", components]);
}

function whiteningAt({ covariance, whitening }: Mixture, width: number, component: number, i: number, j: number) {
  if (covariance === "full") return whitening[(component * width + i) * width + j] as number;
  return i === j ? (whitening[component * width + i] as number) : 0;
}

import { dropout } from "../../src/autodiff/dropout.ts";
import { softmaxCrossEntropy } from "../../src/autodiff/losses.ts";
import { type Optimizer, sgd } from "../../src/autodiff/optimizer.ts";
import type { Value } from "../../src/autodiff/tape.ts";
import { createRandom } from "../../src/random.ts";
import { network, networkParameters } from "../../src/runner/network.ts";
import type { Program } from "../../src/runner/scan.ts";

/** A small network for made-up rows of five features and three classes. */
export function classifier(optimizer: Optimizer = sgd(), changes: Partial<Program> = {}): Program {
  return {
    parameters: networkParameters([5, 7, 3], "relu", createRandom(3)),
    batchSize: 8,
    optimizer,
    data: [
      { name: "x", type: "float32", rowShape: [5] },
      { name: "y", type: "int64", rowShape: [] },
    ],
    loss: (tape, weights, [x, y]) => softmaxCrossEntropy(tape, network(tape, x as Value, weights, "relu"), y as Value),
    ...changes,
  };
}

/** The same with a fifth of the features left out of each row at each step. */
export function droppingClassifier(optimizer: Optimizer, changes: Partial<Program> = {}): Program {
  return classifier(optimizer, {
    seed: 9,
    loss: (tape, weights, [x, y]) =>
      softmaxCrossEntropy(tape, network(tape, dropout(tape, x as Value, 0.2), weights, "relu"), y as Value),
    ...changes,
  });
}

/** Rows whose class can be learned: it follows from two of the features. */
export function classifierRows(rows: number, seed = 5): { x: Float32Array; y: BigInt64Array } {
  const random = createRandom(seed);
  const x = Float32Array.from({ length: rows * 5 }, () => random.uniform() * 2 - 1);
  const y = BigInt64Array.from({ length: rows }, (_, row) => {
    const sum = (x[row * 5] ?? 0) + (x[row * 5 + 1] ?? 0);
    return sum < -0.4 ? 0n : sum < 0.4 ? 1n : 2n;
  });
  return { x, y };
}

/**
 * `npm run bench:train [-- --json]`: how fast the Scan runner trains, beside what this machine can multiply.
 *
 * stepsPerSecond   optimizer steps per second of an MLP 784-256-10, batch 128, plain SGD, float32, batches gathered from a data set in memory.
 * gflops           floating-point operations of the matrix products in those steps, per second; nothing else is counted.
 * peakGflops       the same runtime's MatMul of large square matrices, same threads, best of several sizes.
 * fractionOfPeak   gflops / peakGflops.
 *
 * Training and multiplying take turns, and each is judged by its best turn, so that a neighbour's load disturbs both alike.
 */
import { availableParallelism } from "node:os";
import {
  createRandom,
  encodeModel,
  Graph,
  network,
  networkParameters,
  openSession,
  runtimeVersion,
  sgd,
  softmaxCrossEntropy,
  Tensor,
  Trainer,
} from "@blacktail/frameworks/engine";
import { parseOptions } from "../lib/options.ts";

const SIZES = [784, 256, 10] as const;
const BATCH = 128;
const ROWS = 8_192;
const MATMUL_SIZES = [512, 1_024, 2_048];

const { values } = parseOptions(
  "npm run bench:train [-- --json] [--rounds 60] [--steps 80] [--threads N]\n\n" +
    "Steps per second of an MLP 784-256-10 (batch 128, SGD), and the part of the machine's MatMul peak that it reaches.\n" +
    "Both spin and use all cores; a job trains with one thread that sleeps, so that it is reproducible and leaves room for others.\n" +
    "--rounds   turns of training and multiplying; the best of each counts\n" +
    "--steps    optimizer steps per call of the runtime\n" +
    "--threads  threads of the runtime, default: all cores, 16 at most",
  {
    json: { type: "boolean", default: false },
    rounds: { type: "string", default: "60" },
    steps: { type: "string", default: "80" },
    threads: { type: "string", default: String(Math.min(availableParallelism(), 16)) },
  },
);

function positive(name: "rounds" | "steps" | "threads"): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0 && value <= 10_000) return value;
  console.error(`--${name} must be a whole number from 1 to 10000, not "${values[name]}".`);
  process.exit(2);
}

/** Operations of one step: a product of [m, k] and [k, n] takes 2mkn. The first layer needs no gradient by its input. */
function flopsPerStep(): number {
  const [inputs, hidden, outputs] = SIZES;
  const first = 2 * BATCH * inputs * hidden;
  const second = 2 * BATCH * hidden * outputs;
  const forward = first + second;
  const backward = first + 2 * second;
  return forward + backward;
}

async function trainingTurn(steps: number, threads: number): Promise<() => Promise<number>> {
  const random = createRandom(1);
  const trainer = await Trainer.create(
    {
      parameters: networkParameters(SIZES, "relu", random),
      batchSize: BATCH,
      optimizer: sgd(),
      data: [
        { name: "images", type: "float32", rowShape: [SIZES[0]] },
        { name: "digits", type: "int64", rowShape: [] },
      ],
      loss(tape, weights, [images, digits]) {
        if (images === undefined || digits === undefined) throw new TypeError("A batch has images and digits.");
        return softmaxCrossEntropy(tape, network(tape, images, weights, "relu"), digits);
      },
    },
    {
      images: Float32Array.from({ length: ROWS * SIZES[0] }, () => random.uniform()),
      digits: BigInt64Array.from({ length: ROWS }, () => BigInt(random.below(SIZES[2]))),
    },
    { threads, spin: true },
  );
  const batches = BigInt64Array.from({ length: steps * BATCH }, () => BigInt(random.below(ROWS)));
  return () => seconds(() => trainer.run(batches, () => 0.01));
}

async function matMulTurn(size: number, threads: number): Promise<() => Promise<number>> {
  const graph = new Graph("peak");
  const product = graph.node("MatMul", [
    graph.input("a", "float32", [size, size]),
    graph.input("b", "float32", [size, size]),
  ]);
  graph.output(product, "float32", [size, size]);
  const session = await openSession(encodeModel(graph), { threads, spin: true });
  const matrix = () => new Tensor("float32", new Float32Array(size * size).fill(0.5), [size, size]);
  const feeds = { a: matrix(), b: matrix() };
  return () => seconds(() => session.run(feeds));
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

const steps = positive("steps");
const threads = positive("threads");
const rounds = positive("rounds");
const train = await trainingTurn(steps, threads);
const products = await Promise.all(MATMUL_SIZES.map(async (size) => ({ size, turn: await matMulTurn(size, threads) })));
let [bestTraining, peak, peakSize] = [Number.POSITIVE_INFINITY, 0, 0];
// One round more, not counted: memory is mapped and caches are filled in the first.
for (let round = 0; round <= rounds; round++) {
  const trained = await train();
  if (round > 0) bestTraining = Math.min(bestTraining, trained);
  for (const { size, turn } of products) {
    const gflops = (2 * size ** 3) / (await turn()) / 1e9;
    if (round > 0 && gflops > peak) [peak, peakSize] = [gflops, size];
  }
}

const stepsPerSecond = steps / bestTraining;
const gflops = (stepsPerSecond * flopsPerStep()) / 1e9;
const result = {
  stepsPerSecond: Math.round(stepsPerSecond),
  gflops: Number(gflops.toFixed(1)),
  peakGflops: Number(peak.toFixed(1)),
  fractionOfPeak: Number((gflops / peak).toFixed(3)),
};
if (values.json) console.log(JSON.stringify(result));
else {
  console.log(`ONNX Runtime ${runtimeVersion}, ${threads} threads, ${steps} steps per run, best of ${rounds} rounds\n`);
  console.log(`MLP 784-256-10, batch 128, SGD   ${result.stepsPerSecond} steps/s   ${result.gflops} GFLOP/s`);
  console.log(`MatMul ${`${peakSize}³`.padEnd(26)}${" ".repeat(16)}${result.peakGflops} GFLOP/s`);
  console.log(`part of the peak${" ".repeat(33)}${(result.fractionOfPeak * 100).toFixed(1)} %`);
}

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
import { runtimeVersion } from "@blacktail/frameworks/engine";
import { parseOptions } from "../lib/options.ts";
import { bestOfTurns } from "./ml/bestOfTurns.ts";
import { matMulTurns } from "./ml/matMulTurns.ts";
import { mlpFlops, mlpTurns } from "./ml/mlpTurns.ts";

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

const steps = positive("steps");
const threads = positive("threads");
const rounds = positive("rounds");
const turns = [await mlpTurns({ threads, steps }), await matMulTurns(threads)];
const [stepsPerSecond = 0, peak = 1] = await bestOfTurns(turns, rounds);
const flops = stepsPerSecond * mlpFlops();
const result = {
  stepsPerSecond: Math.round(stepsPerSecond),
  gflops: Number((flops / 1e9).toFixed(1)),
  peakGflops: Number((peak / 1e9).toFixed(1)),
  fractionOfPeak: Number((flops / peak).toFixed(3)),
};
if (values.json) console.log(JSON.stringify(result));
else {
  console.log(`ONNX Runtime ${runtimeVersion}, ${threads} threads, ${steps} steps per run, best of ${rounds} rounds\n`);
  console.log(`MLP 784-256-10, batch 128, SGD   ${result.stepsPerSecond} steps/s   ${result.gflops} GFLOP/s`);
  console.log(`MatMul, the best of several sizes${" ".repeat(16)}${result.peakGflops} GFLOP/s`);
  console.log(`part of the peak${" ".repeat(33)}${(result.fractionOfPeak * 100).toFixed(1)} %`);
}

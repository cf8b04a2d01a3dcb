/**
 * mlp_vs_tfjs_wasm   training steps per second of an MLP 784-256-10 (batch 128, SGD) here, divided by those of TensorFlow.js 4 with its
 *                    WebAssembly backend, in this process, by turns, the best turn of each.
 *
 * Both gather each batch from 8,192 rows in memory, do forward pass, softmax cross-entropy, backward pass and update in float32. Ours
 * runs native code on all cores. TensorFlow.js runs as it does in Node: WebAssembly with SIMD (XNNPACK) on one core, since its backend
 * offers no threads there. So the figure says what a user of TypeScript gains who installs nothing but npm packages, not which of two
 * equally built engines is better.
 */
import { createRequire, registerHooks } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { Rank, Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { bestOfTurns } from "./bestOfTurns.ts";
import { MLP_BATCH, MLP_ROWS, MLP_SIZES, mlpTurns } from "./mlpTurns.ts";
import type { MlBench } from "./types.ts";

/** As many as it takes for both to have a turn that no neighbour disturbs. */
const TURNS = 40;

/** Steps of one of our turns: as many as a fit takes per run of the Scan; and of one of TensorFlow.js, which takes about as long. */
const OUR_STEPS = 240;
const TFJS_STEPS = 5;

export const tfjs: MlBench = {
  keys: ["mlp_vs_tfjs_wasm"],
  goals: { mlp_vs_tfjs_wasm: { atLeast: 50 } },
  async run() {
    const threads = Math.min(availableParallelism(), 16);
    const [ours = 0, theirs = 1] = await bestOfTurns(
      [await mlpTurns({ threads, steps: OUR_STEPS }), await tfjsTurns()],
      TURNS,
    );
    return { mlp_vs_tfjs_wasm: Number((ours / theirs).toFixed(1)) };
  },
};

async function tfjsTurns(): Promise<() => Promise<number>> {
  const tf = await import("@tensorflow/tfjs-core");
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  await registerGradients();
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(join(dirname(entry), "../wasm-out/"));
  if (!(await tf.setBackend("wasm"))) throw new Error("TensorFlow.js has no WebAssembly backend here.");

  const [inputs, hidden, outputs] = MLP_SIZES;
  const weight1 = tf.variable<Rank.R2>(tf.randomNormal<Rank.R2>([inputs, hidden], 0, 0.05));
  const bias1 = tf.variable(tf.zeros([hidden]));
  const weight2 = tf.variable<Rank.R2>(tf.randomNormal<Rank.R2>([hidden, outputs], 0, 0.05));
  const bias2 = tf.variable(tf.zeros([outputs]));
  const images = tf.randomUniform<Rank.R2>([MLP_ROWS, inputs]);
  const digits = tf.randomUniform<Rank.R1>([MLP_ROWS], 0, outputs, "int32");
  const optimizer = tf.train.sgd(0.01);
  const loss = (rows: Tensor1D) => {
    const batch: Tensor2D = tf.gather(images, rows);
    const activated: Tensor2D = tf.relu(tf.add(tf.matMul(batch, weight1), bias1));
    const logits: Tensor2D = tf.add(tf.matMul(activated, weight2), bias2);
    const classes = tf.oneHot(tf.gather(digits, rows), outputs);
    return tf.losses.softmaxCrossEntropy(classes, logits) as Scalar;
  };
  return async () => {
    const started = performance.now();
    for (let step = 0; step < TFJS_STEPS; step++) {
      tf.tidy(() => {
        const rows = tf.randomUniform<Rank.R1>([MLP_BATCH], 0, MLP_ROWS, "int32");
        optimizer.minimize(() => loss(rows));
      });
    }
    await bias2.data();
    return (TFJS_STEPS * 1_000) / (performance.now() - started);
  };
}

/** The gradients are modules that Node can load once their paths are completed; the package has them in no file for Node. */
async function registerGradients(): Promise<void> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const inside = context.parentURL?.includes("/@tensorflow/") && specifier.startsWith(".");
      return next(inside && !specifier.endsWith(".js") ? `${specifier}.js` : specifier, context);
    },
  });
  await import("@tensorflow/tfjs-core/dist/register_all_gradients.js");
  hooks.deregister();
}

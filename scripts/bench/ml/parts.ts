import { cartpole } from "./cartpole.ts";
import { cnn } from "./cnn.ts";
import { gpt } from "./gpt.ts";
import { iris } from "./iris.ts";
import { mlp } from "./mlp.ts";
import { mnist } from "./mnist.ts";
import { shakespeare } from "./shakespeare.ts";
import { tfjs } from "./tfjs.ts";
import type { MlBench } from "./types.ts";

/** The parts of the benchmark, in the order in which they run. */
export const PARTS: readonly MlBench[] = [mnist, iris, cartpole, cnn, mlp, tfjs, gpt, shakespeare];

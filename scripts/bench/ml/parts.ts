import { cartpole } from "./cartpole.ts";
import { cnn } from "./cnn.ts";
import { iris } from "./iris.ts";
import { mnist } from "./mnist.ts";
import type { MlBench } from "./types.ts";

/** The parts of the benchmark, in the order in which they run. */
export const PARTS: readonly MlBench[] = [mnist, iris, cartpole, cnn];

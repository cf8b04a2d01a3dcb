import { cartpole } from "./cartpole.ts";
import type { MlBench } from "./types.ts";

/** The parts of the benchmark, in the order in which they run. */
export const PARTS: readonly MlBench[] = [cartpole];

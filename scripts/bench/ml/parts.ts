import { breastCancer } from "./breastCancer.ts";
import { cartpole } from "./cartpole.ts";
import { cnn } from "./cnn.ts";
import { ensemble } from "./ensemble.ts";
import { gpt } from "./gpt.ts";
import { iris } from "./iris.ts";
import { mlp } from "./mlp.ts";
import { mnist } from "./mnist.ts";
import { optdigits } from "./optdigits.ts";
import { reproducible } from "./reproducible.ts";
import { semi } from "./semi.ts";
import { shakespeare } from "./shakespeare.ts";
import { sms } from "./sms.ts";
import { tfjs } from "./tfjs.ts";
import { titanic } from "./titanic.ts";
import { transfer } from "./transfer.ts";
import type { MlBench } from "./types.ts";

/** The parts of the benchmark, in the order in which they run. */
export const PARTS: readonly MlBench[] = [
  mnist,
  optdigits,
  breastCancer,
  titanic,
  sms,
  iris,
  semi,
  transfer,
  cartpole,
  ensemble,
  cnn,
  mlp,
  tfjs,
  gpt,
  shakespeare,
  reproducible,
];

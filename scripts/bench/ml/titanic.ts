/** titanic_cv_accuracy   who survived, five-fold; the column that repeats the target ("alive") is left out by the framework. */
import { join } from "node:path";
import { crossValidate } from "./crossValidate.ts";
import type { MlBench } from "./types.ts";

export const titanic: MlBench = {
  keys: ["titanic_cv_accuracy"],
  goals: { titanic_cv_accuracy: { atLeast: 0.81 } },
  run: async ({ data }) => ({ titanic_cv_accuracy: await crossValidate(join(data, "titanic.csv"), "survived") }),
};

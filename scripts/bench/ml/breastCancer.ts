/** breast_cancer_cv_accuracy   benign or malignant from 30 measurements, five-fold; the row number is left out by the framework. */
import { join } from "node:path";
import { crossValidate } from "./crossValidate.ts";
import type { MlBench } from "./types.ts";

export const breastCancer: MlBench = {
  keys: ["breast_cancer_cv_accuracy"],
  goals: { breast_cancer_cv_accuracy: { atLeast: 0.965 } },
  run: async ({ data }) => ({
    breast_cancer_cv_accuracy: await crossValidate(join(data, "breast_cancer.csv"), "outcome"),
  }),
};

// A fit in a process of its own, to be killed: `node fitInterrupted.ts CHECKPOINT`. Prints the step after each run of the Scan,
// and at the end a digest of the weights and the curves.
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { adam } from "../../src/autodiff/optimizer.ts";
import { fileCheckpoints } from "../../src/runner/fileCheckpoints.ts";
import { fit } from "../../src/runner/fit.ts";
import { cosine } from "../../src/runner/schedule.ts";
import { classifierRows, droppingClassifier } from "./classifier.ts";

const path = process.argv[2] ?? "";
const checkpoints = await fileCheckpoints({ path, every: 40, identity: "test" });
const { weights, curves } = await fit({
  program: droppingClassifier(adam()),
  data: classifierRows(200),
  key: "fit",
  steps: 2_000,
  seed: 1,
  stream: 2,
  learningRate: cosine({ peak: 0.01, steps: 2_000 }),
  context: { threads: 1, device: "cpu", checkpoints },
  stepsPerRun: 25,
  onRun: ({ step }) => writeSync(1, `step ${step}\n`),
});
const hash = createHash("sha256").update(JSON.stringify(curves));
for (const values of weights) hash.update(values);
writeSync(1, `digest ${hash.digest("hex")}\n`);

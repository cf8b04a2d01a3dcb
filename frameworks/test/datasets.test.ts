import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspectCsv, trainSpec } from "../src/index.ts";
import { temporaryFolder, trainJob } from "./support/spec.ts";

// Public data sets beside the project, where there are any. What they show is covered on made-up data as well.
const DATA = fileURLToPath(new URL("../../../shared/datasets/", import.meta.url));
const skip = existsSync(DATA) ? false : "the data sets are not on this machine";
const folder = temporaryFolder();

const cases: { name: string; file: string; target: string; test?: string; metric: string; least: number }[] = [
  { name: "breast cancer", file: "breast_cancer.csv", target: "outcome", metric: "accuracy", least: 0.95 },
  { name: "penguins", file: "penguins.csv", target: "species", metric: "accuracy", least: 0.95 },
  { name: "penguins' weight", file: "penguins.csv", target: "body_mass_g", metric: "r2", least: 0.75 },
  {
    name: "digits by other writers",
    file: "optdigits.tra",
    test: "optdigits.tes",
    target: "Class",
    metric: "accuracy",
    least: 0.95,
  },
  { name: "titanic", file: "titanic.csv", target: "survived", metric: "accuracy", least: 0.75 },
  { name: "iris", file: "iris.csv", target: "species", metric: "accuracy", least: 0.9 },
];
for (const { name, file, target, test: testFile, metric, least } of cases) {
  test(`${name}: ${metric} of at least ${least}`, { skip }, async () => {
    const job = trainJob({
      path: join(DATA, file),
      target,
      // One of each kind is enough to see that they work; the benchmark trains as users do.
      config: { members: 1 },
      seed: 1,
      ...(testFile ? { testPath: join(DATA, testFile) } : {}),
    });
    const { metrics, task } = await trainSpec({ ...job, outDir: join(folder, `${file}-${target}`) });
    assert.ok((metrics[metric] ?? 0) >= least, `${metric} ${metrics[metric]}`);
    assert.ok(!task.columns?.some((column) => column.name === "column 1" || column.name === "alive"));
  });
}

test("titanic: the column that repeats the target is named", { skip }, async () => {
  const { warnings } = await inspectCsv({ path: join(DATA, "titanic.csv"), target: "survived" });
  assert.deepEqual(warnings, ['Column "alive" is left out: it repeats the target "survived".']);
});

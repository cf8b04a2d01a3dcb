import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { evaluateModel, makeDemoDataset, type TrainResult, trainSpec } from "../src/index.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";
import { type StageJob, stageJobs } from "./support/stageJobs.ts";

const folder = temporaryFolder();
const jobs = await stageJobs(folder);
const demo = writeCsv(folder, "measured.csv", makeDemoDataset({ seed: 2 }));
/** Some rows without a target, so that rows and positions differ. */
const gaps = makeDemoDataset({ seed: 3 }).replaceAll(/,(yes|no)\n/g, (end, _, at: number) =>
  at % 7 === 0 ? ",\n" : end,
);
const sparse = writeCsv(folder, "gaps.csv", gaps);
let runs = 0;

const train = ({ spec, inputs }: StageJob): Promise<TrainResult> =>
  trainSpec({ spec, inputs, outDir: join(folder, `model-${runs++}`) });

/** What the training measured itself, of all that is measured anew: to float32's precision, as the training had no model yet. */
async function assertSame(job: StageJob, least: readonly string[]): Promise<void> {
  const { artifactPath: modelPath, task, metrics } = await train(job);
  const measured = await evaluateModel({ ...job, modelPath, task });
  for (const name of least) assert.ok(name in measured, `${name} is measured`);
  for (const [name, value] of Object.entries(measured)) {
    const own = metrics[name] ?? Number.NaN;
    assert.ok(Math.abs(value - own) <= 1e-4 * Math.max(1, Math.abs(own)), `${name}: ${value} instead of ${own}`);
  }
}

for (const name of [
  "supervised/tabular",
  "supervised/tabular of trees",
  "deep/mlp",
  "deep/cnn",
  "ensemble/bagging",
  "ensemble/stacking",
  "semi-supervised/pseudo-label",
  "semi-supervised/consistency",
  "transfer/fine-tuning",
]) {
  test(`a model of ${name} is measured as its training did`, async () => {
    const job = (await jobs[name]?.()) ?? assert.fail();
    await assertSame(job, ["accuracy", "f1", "logLoss"]);
  });
}

for (const name of ["reinforcement/policy-gradient", "reinforcement/dqn"]) {
  test(`a policy of ${name} is measured as its training did`, async () => {
    const job = (await jobs[name]?.()) ?? assert.fail();
    await assertSame(job, ["return", "returnStd", "episodeLength"]);
  });
}

test("a language model is measured as its training did, by the tokenizer of its text", async () => {
  const job = (await jobs["deep/transformer"]?.()) ?? assert.fail();
  await assertSame(job, ["nats", "perplexity", "bitsPerCharacter"]);
  const path = writeCsv(folder, "other.txt", "quite another text, with other letters: zxq!\n".repeat(60));
  const { config } = job.spec.framework ?? assert.fail();
  const other = trainJob({ path, framework: "deep/transformer", format: "text", config });
  const { artifactPath: modelPath, task } = await train(other);
  await assert.rejects(evaluateModel({ ...job, modelPath, task }), withCode("MODEL_UNLIKE_TASK", /its tokenizer/));
});

test("quantities, rows without a target, files without a header and test files are measured as well", async () => {
  const config = { model: "mlp", members: 1, epochs: 5 };
  await assertSame(trainJob({ path: demo, target: "load_kn", config }), ["r2", "rmse", "mae"]);
  await assertSame(trainJob({ path: sparse, target: "fails", config }), ["accuracy"]);
  await assertSame(
    trainJob({
      path: sparse,
      target: "fails",
      framework: "semi-supervised/pseudo-label",
      config: { hidden: [8], rounds: 1, teacher: "network", labels: 60 },
    }),
    ["accuracy"],
  );
  await assertSame(trainJob({ path: demo, testPath: sparse, target: "fails", config }), ["accuracy"]);
  const bare = writeCsv(folder, "bare.csv", gaps.slice(gaps.indexOf("\n") + 1));
  await assertSame(trainJob({ path: bare, target: "column 5", config: { ...config, header: "no" } }), ["accuracy"]);
});

test("what a model alone does not tell is not measured", async () => {
  const job = (await jobs["unsupervised/autoencoder"]?.()) ?? assert.fail();
  const { artifactPath: modelPath, task } = await train(job);
  assert.deepEqual(await evaluateModel({ ...job, modelPath, task }), {});
});

test("a worse model shows, and what is no such model is refused", async () => {
  const job = trainJob({ path: demo, target: "fails", config: { model: "linear", members: 1, epochs: 20 } });
  const good = await train(job);
  const { task } = good;
  const poor = {
    ...job.spec,
    framework: { ...good.manifest.framework, config: { model: "linear", members: 1, epochs: 1, learningRate: 1e-9 } },
  };
  const worse = await trainSpec({ spec: poor, inputs: job.inputs, outDir: join(folder, "poor") });
  const [own, theirs] = [good, worse].map(({ artifactPath: modelPath }) => evaluateModel({ ...job, modelPath, task }));
  assert.ok(((await own)?.accuracy ?? 0) > ((await theirs)?.accuracy ?? 1) + 0.1);

  const other = await train(
    trainJob({ path: demo, target: "load_kn", config: { model: "linear", members: 1, epochs: 2 } }),
  );
  await assert.rejects(evaluateModel({ ...job, modelPath: other.artifactPath, task }), withCode("MODEL_UNLIKE_TASK"));
  const noise = join(folder, "noise.onnx");
  writeFileSync(noise, Buffer.alloc(500, 7));
  await assert.rejects(evaluateModel({ ...job, modelPath: noise, task }), withCode("MODEL_INVALID"));
});

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type BlacktailError, Progress } from "@blacktail/sdk";
import { FRAMEWORKS, TabularConfig } from "@blacktail/sdk/families";
import { makeDemoDataset, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
const demo = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 1 }));
let runs = 0;
const outDir = () => join(folder, `out${runs++}`);
const quick = { members: 1, epochs: 20 };
/** Longer than any limit in these tests. */
const endless = { model: "mlp", hidden: [1_024, 1_024], epochs: 10_000, patience: 1_000 };

/** A quantity with a curve, a category effect and noise; about 97 % of its variance can be explained. */
function quantities(): string {
  const random = createRandom(21);
  const lines = Array.from({ length: 500 }, () => {
    const [x, y] = [random.uniform() * 4 - 2, random.uniform() * 4 - 2];
    const kind = ["a", "b", "c"][random.below(3)] ?? "a";
    const value = 3 * x + y * y + (kind === "b" ? 4 : 0) + (random.uniform() - 0.5) * 2 + 1_000;
    return `${x.toFixed(3)},${y.toFixed(3)},${kind},${value.toFixed(3)}`;
  });
  return `x,y,kind,value\n${lines.join("\n")}\n`;
}

test("trains on the demo data, reports progress, and gives the same bytes again", async () => {
  const progress: Progress[] = [];
  const job = trainJob({ path: demo, target: "fails", seed: 5 });
  const first = await trainSpec({
    ...job,
    outDir: outDir(),
    onProgress: (line) => progress.push(Progress.parse(line)),
  });
  assert.ok((first.metrics.accuracy ?? 0) > 0.95, `accuracy ${first.metrics.accuracy}`);
  assert.deepEqual(Object.keys(first.metrics), ["accuracy", "f1", "logLoss"]);
  assert.deepEqual(first.task.classes, ["no", "yes"]);
  const training = progress.filter(({ phase, step }) => phase === "training" && step > 0);
  assert.ok(training.length >= 2);
  assert.ok(
    training.every(({ step, totalSteps, loss, stepsPerSecond, etaSeconds }) => {
      return step <= totalSteps && loss !== undefined && (stepsPerSecond ?? 0) > 0 && (etaSeconds ?? -1) >= 0;
    }),
  );
  assert.equal(progress.at(-1)?.phase, "evaluating");

  const second = await trainSpec({ ...job, outDir: outDir() });
  assert.equal(second.digest, first.digest);
  assert.deepEqual(readFileSync(second.artifactPath), readFileSync(first.artifactPath));
  assert.deepEqual(second.manifest, first.manifest);
  const other = await trainSpec({ ...trainJob({ path: demo, target: "fails", seed: 6 }), outDir: outDir() });
  assert.notEqual(other.digest, first.digest);
});

test("two threads give the bytes of one", async () => {
  const job = trainJob({ path: demo, target: "fails", config: { ...quick, model: "mlp", hidden: [128, 64] } });
  const one = await trainSpec({ ...job, outDir: outDir(), threads: 1 });
  const two = await trainSpec({ ...job, outDir: outDir(), threads: 2 });
  assert.equal(two.digest, one.digest);
  assert.equal(two.runtime.threads, 2);
});

test("estimates a quantity and reports r2, rmse and mae in its unit", async () => {
  const path = writeCsv(folder, "quantities.csv", quantities());
  for (const loss of ["mse", "huber"]) {
    const { metrics, task } = await trainSpec({
      ...trainJob({ path, target: "value", config: { loss } }),
      outDir: outDir(),
    });
    assert.equal(task.kind, "regression");
    assert.ok((metrics.r2 ?? 0) > 0.93, `${loss}: r2 ${metrics.r2}`);
    assert.ok((metrics.rmse ?? 9) < 1 && (metrics.mae ?? 9) < (metrics.rmse ?? 0));
  }
});

test("learns by gradient descent, and with other activations", async () => {
  for (const config of [
    { optimizer: "sgd", model: "linear" },
    { activation: "tanh", hidden: [16, 8] },
    { activation: "sigmoid" },
  ]) {
    const { metrics } = await trainSpec({
      ...trainJob({ path: demo, target: "fails", config: { ...config, members: 1 } }),
      outDir: outDir(),
    });
    assert.ok((metrics.accuracy ?? 0) > 0.9, `${JSON.stringify(config)}: ${metrics.accuracy}`);
  }
});

test("learns nothing from a row number, even where the rows are sorted by the target", async () => {
  const [header = "", ...rows] = makeDemoDataset({ seed: 8 }).trim().split("\n");
  rows.sort((a, b) => (a.endsWith("yes") ? 1 : 0) - (b.endsWith("yes") ? 1 : 0));
  const path = writeCsv(
    folder,
    "sorted.csv",
    `,${header}\n${rows.map((row, index) => `${index},${row}`).join("\n")}\n`,
  );
  const { task, warnings } = await trainSpec({
    ...trainJob({ path, target: "fails", config: quick }),
    outDir: outDir(),
  });
  assert.ok(!task.columns?.some(({ name }) => name === "column 1"));
  assert.deepEqual(warnings, ['Column "column 1" is left out: it counts the rows.']);
});

test("columns to ignore and to keep are obeyed; rows without a target are counted", async () => {
  const [header = "", ...rows] = makeDemoDataset({ seed: 8 }).trim().split("\n");
  rows[3] = (rows[3] ?? "").replace(/,(yes|no)$/, ",");
  const path = writeCsv(
    folder,
    "numbered.csv",
    `n,${header}\n${rows.map((row, index) => `${index},${row}`).join("\n")}\n`,
  );
  const config = { ...quick, keep: ["n"], ignore: ["load_kn"] };
  const { task, warnings } = await trainSpec({ ...trainJob({ path, target: "fails", config }), outDir: outDir() });
  assert.deepEqual(
    task.columns?.map(({ name }) => name),
    ["n", "temperature_c", "vibration_mm_s", "material"],
  );
  assert.deepEqual(warnings, ['1 row has no value in "fails" and is left out.']);
});

test("a class with a single row does not stop the training", async () => {
  const path = writeCsv(folder, "rare.csv", `${makeDemoDataset({ seed: 1 })}50,2,12,steel,perhaps\n`);
  const { task } = await trainSpec({ ...trainJob({ path, target: "fails", config: quick }), outDir: outDir() });
  assert.deepEqual(task.classes, ["no", "perhaps", "yes"]);
});

/** Nothing but a whole model may be left behind. */
function assertNothingLeft(out: string): void {
  assert.deepEqual(existsSync(out) ? readdirSync(out) : [], []);
}

async function refused(
  job: ReturnType<typeof trainJob>,
  code: string,
  message: RegExp,
  signal?: AbortSignal,
): Promise<void> {
  const out = outDir();
  await assert.rejects(trainSpec({ ...job, outDir: out, signal }), withCode(code, message));
  assertNothingLeft(out);
}

test("classes of two rows each leave nothing to measure on, and that is said", async () => {
  const rows = Array.from({ length: 20 }, (_, row) => `${(row * 1.7) % 5},c${row % 10}`);
  const path = writeCsv(folder, "pairs.csv", `x,kind\n${rows.join("\n")}\n`);
  await assert.rejects(
    trainSpec({ ...trainJob({ path, target: "kind" }), outDir: outDir() }),
    withCode("DATA_TOO_FEW_ROWS", /20 rows of 10 classes .*too few to set some aside for validation/),
  );
});

test("what is wrong with data or configuration reaches the caller as a sentence", async () => {
  const wrong = (config: Record<string, unknown>) => trainJob({ path: demo, target: "fails", config });
  await refused(trainJob({ path: demo, target: "failz" }), "TARGET_UNKNOWN", /no column "failz"/);
  await refused(wrong({ epochs: 0 }), "CONFIG_INVALID", /"epochs"/);
  await refused(wrong({ epoch: 3 }), "CONFIG_INVALID", /epoch/);
  await refused(wrong({ task: "regression" }), "TARGET_NOT_NUMERIC", /holds texts such as/);
  await refused(
    wrong({ learningRate: 10, optimizer: "sgd", momentum: 0.99, model: "mlp", weightDecay: 10 }),
    "TRAINING_DIVERGED",
    /infinite/,
  );
  await refused(wrong({ ignore: ["nothing"] }), "TARGET_UNKNOWN", /no column "nothing"/);
});

test("a test file without the training columns is refused", async () => {
  const testPath = writeCsv(folder, "narrow.csv", "fails,load_kn\nyes,3\n");
  await refused(
    trainJob({ path: demo, testPath, target: "fails" }),
    "DATA_COLUMN_MISSING",
    /no column "temperature_c"/,
  );
});

test("an input that is not what the job names is refused", async () => {
  const job = trainJob({ path: demo, target: "fails" });
  const [digest = ""] = job.inputs.keys();
  await refused(
    { ...job, inputs: new Map([[digest, writeCsv(folder, "other.csv", "a,b\n1,2\n")]]) },
    "INPUT_TAMPERED",
    /has the digest/,
  );
  await refused({ ...job, inputs: new Map([[digest, join(folder, "gone.csv")]]) }, "DATA_NOT_FOUND", /cannot be read/);
  await refused({ ...job, inputs: new Map() }, "INPUT_MISSING", /no local copy/);
});

test("an unknown framework, version or profile is refused", async () => {
  const { spec, inputs } = trainJob({ path: demo, target: "fails" });
  const framework = spec.framework ?? assert.fail();
  await refused(
    { spec: { ...spec, framework: { ...framework, name: "poetry" } }, inputs },
    "FRAMEWORK_UNKNOWN",
    /supervised\/poetry/,
  );
  await refused(
    { spec: { ...spec, framework: { ...framework, version: "2.0.0" } }, inputs },
    "FRAMEWORK_VERSION",
    /2\.0\.0/,
  );
  await refused({ spec: { ...spec, profile: "int8" }, inputs }, "PROFILE_UNSUPPORTED", /int8/);
});

test("a run stops when it is told to, before and during", async () => {
  const job = trainJob({ path: demo, target: "fails", config: endless });
  await refused(job, "RUN_ABORTED", /stopped/, AbortSignal.abort());
  await refused(job, "RUN_ABORTED", /stopped/, AbortSignal.timeout(1_500));
});

test("a run ends at its limits of time, memory, CPU and output", async () => {
  const within = (limits: Parameters<typeof trainJob>[0]["limits"]) =>
    trainJob({ path: demo, target: "fails", config: endless, limits: limits ?? {} });
  const started = performance.now();
  await refused(within({ wallSeconds: 2 }), "LIMIT_WALL", /longer than its 2 seconds/);
  assert.ok(performance.now() - started < 6_000);
  await refused(within({ memoryMiB: 64 }), "LIMIT_MEMORY", /more than its 64 MiB/);
  if (process.platform === "linux") await refused(within({ cpuSeconds: 1 }), "LIMIT_CPU", /its 1 CPU seconds/);
  const large = { ...quick, hidden: [4_096, 80], model: "mlp", epochs: 1 };
  await refused(
    trainJob({ path: demo, target: "fails", config: large, limits: { outputMiB: 1 } }),
    "LIMIT_OUTPUT",
    /the job allows 1048576/,
  );
});

test("every framework's settings have defaults", () => {
  for (const { config } of FRAMEWORKS) assert.ok(config.safeParse({}).success);
  const { model, hidden, split } = TabularConfig.parse({});
  assert.deepEqual(
    { model, hidden, split },
    { model: "auto", hidden: [64], split: { train: 0.7, validation: 0.15, test: 0.15 } },
  );
});

test("an error that crosses the process keeps its class", async () => {
  const error = await trainSpec({ ...trainJob({ path: demo, target: "no" }), outDir: outDir() }).catch(
    (cause: unknown) => cause,
  );
  assert.equal((error as BlacktailError).name, "BlacktailError");
});

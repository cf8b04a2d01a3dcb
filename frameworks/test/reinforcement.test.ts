import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { digestToCid, JobSpec } from "@blacktail/sdk";
import { Tape } from "../src/autodiff/tape.ts";
import type { Family } from "../src/family.ts";
import { Graph } from "../src/graph/graph.ts";
import { inferModel, makeDemoDataset, trainSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";
import { advantages } from "../src/reinforcement/advantages.ts";
import { dqn } from "../src/reinforcement/dqn.ts";
import { Perceptron } from "../src/reinforcement/perceptron.ts";
import { policyGradient } from "../src/reinforcement/policyGradient.ts";
import { policyLoss } from "../src/reinforcement/policyLoss.ts";
import { openTable } from "../src/reinforcement/tableArena.ts";
import { type Checkpoints, noCheckpoints } from "../src/runner/checkpoints.ts";
import { fileCheckpoints } from "../src/runner/fileCheckpoints.ts";
import { network, networkParameters } from "../src/runner/network.ts";
import { Tensor } from "../src/runner/onnxruntime.ts";
import { checkGradients } from "./support/checkGradients.ts";
import { runGraph } from "./support/run.ts";
import { temporaryFolder, trainJob, withCode, writeCsv } from "./support/spec.ts";

const folder = temporaryFolder();
let runs = 0;
const outDir = () => join(folder, `out${runs++}`);
const RECIPE = new URL("../recipes/environment.ts", import.meta.url).pathname;

/** A job without data, or with a module. */
function actJob(name: string, config: Record<string, unknown>, modulePath?: string, seed = 1) {
  const inputs = new Map<string, string>();
  const data = (modulePath === undefined ? [] : [modulePath]).map((path) => {
    const bytes = readFileSync(path);
    const digest = `0x${createHash("sha256").update(bytes).digest("hex")}` as const;
    inputs.set(digest, path);
    return { role: "module", format: "module", digest, cid: digestToCid(digest), size: bytes.length };
  });
  const spec = JobSpec.parse({
    v: 1,
    kind: "train",
    framework: { family: "reinforcement", name, version: "1.0.0", config },
    data,
    seed,
    profile: "fp32-cpu",
    stages: [{}],
    limits: { memoryMiB: 1_024, cpuSeconds: 120, wallSeconds: 120, outputMiB: 16 },
    requires: {},
    accept: {},
  });
  return { spec, inputs };
}

test("the policy's loss has the gradient of finite differences, clipped or not", async () => {
  for (const clip of [0.2, 5]) {
    await checkGradients([[5, 3]], (tape, [logits]) => {
      const { graph } = tape;
      const column = (values: number[]) => tape.value(graph.constant("float64", [5], values), [5]);
      const actions = tape.value(graph.constant("int64", [5], [0, 1, 2, 1, 0]), [5], "int64");
      const advantage = column([1.5, -0.7, 0.3, -2, 0.9]);
      if (logits === undefined) throw new TypeError("one input");
      const before = column([-1.2, -0.4, -2.5, -0.9, -3]);
      return policyLoss(tape, { logits, actions, advantages: advantage, before }, { clip, entropy: 0.1 });
    });
  }
});

test("the policy's loss names shapes that do not fit", () => {
  const tape = new Tape(new Graph("wrong"));
  const value = (name: string, shape: number[]) => tape.value(tape.graph.input(name, "float32", shape), shape);
  const parts = {
    logits: value("l", [4, 2]),
    actions: value("a", [4]),
    advantages: value("d", [3]),
    before: value("b", [4]),
  };
  assert.throws(() => policyLoss(tape, parts, { clip: 0.2, entropy: 0 }), /advantages must be \[4\], not \[3\]/);
});

test("advantages are the discounted sums of later surprises", () => {
  // One lane, by the definition: ended by itself after step 1, cut off after step 3, open after step 4.
  const experience = {
    lanes: 1,
    rewards: Float64Array.of(1, 2, 3, 4, 5),
    values: Float64Array.of(0.5, 1, 1.5, 2, 2.5),
    ended: Uint8Array.of(0, 1, 0, 1, 0),
    beyond: Float64Array.of(0, 0, 0, 7, 8),
  };
  const [discount, lambda] = [0.9, 0.8];
  const delta = [1 + 0.9 * 1 - 0.5, 2 - 1, 3 + 0.9 * 2 - 1.5, 4 + 0.9 * 7 - 2, 5 + 0.9 * 8 - 2.5];
  const decay = discount * lambda;
  const [d0 = 0, d1 = 0, d2 = 0, d3 = 0, d4 = 0] = delta;
  const expected = [d0 + decay * d1, d1, d2 + decay * d3, d3, d4];
  const result = advantages(experience, { discount, lambda });
  expected.forEach((value, index) => {
    assert.ok(Math.abs((result.advantages[index] ?? 0) - value) < 1e-12);
    assert.ok(Math.abs((result.returns[index] ?? 0) - value - (experience.values[index] ?? 0)) < 1e-12);
  });
});

test("acting in TypeScript scores as the exported network does", async () => {
  for (const activation of ["relu", "tanh", "sigmoid"] as const) {
    const parameters = networkParameters([3, 8, 5, 2], activation, createRandom(1));
    const random = createRandom(2);
    const x = Float32Array.from({ length: 12 }, () => random.uniform() * 4 - 2);
    const tape = new Tape(new Graph("scores"));
    const input = tape.value(tape.graph.input("x", "float32", [4, 3]), [4, 3]);
    const weights = parameters.map(({ name, shape, initial }) =>
      tape.value(tape.graph.initializer(name, "float32", shape, initial), shape),
    );
    const output = network(tape, input, weights, activation);
    tape.graph.output(output.name, "float32", [4, 2]);
    const { [output.name]: expected } = await runGraph(tape.graph, { x: new Tensor("float32", x, [4, 3]) });
    const policy = new Perceptron(
      [3, 8, 5, 2],
      activation,
      parameters.map(({ initial }) => initial),
    );
    policy.run(x).forEach((value, index) => {
      assert.ok(Math.abs(value - Number(expected?.data[index])) < 1e-5, `${activation}: ${value}`);
    });
    assert.throws(() => {
      policy.weights = [Float32Array.of(Number.NaN)];
    }, withCode("TRAINING_DIVERGED"));
  }
});

const grid = { environment: "GridWorld", grid: ["S..", ".#.", "..G"], targetReturn: 0.96 };
const settings: Record<string, Record<string, unknown>> = {
  "policy-gradient": { ...grid, steps: 20_000, hidden: [16] },
  dqn: { ...grid, steps: 20_000, hidden: [16], warmUp: 500 },
};

for (const [name, config] of Object.entries(settings)) {
  test(`${name} finds the shortest way, gives the same bytes for 1 and 2 threads, and its file acts by itself`, async () => {
    const job = actJob(name, config);
    const one = await trainSpec({ ...job, outDir: outDir() });
    // Three steps cost 0.01 each, and the fourth with the goal earns 0.99.
    assert.ok(Math.abs((one.metrics.return ?? 0) - 0.96) < 1e-9, `return ${one.metrics.return}`);
    assert.equal(one.metrics.episodeLength, 4);
    assert.equal(one.task.kind, "control");
    assert.deepEqual(one.task.classes, ["up", "right", "down", "left"]);
    assert.ok(one.report.curves.some((curve) => curve.name === "training return" && curve.points.length > 1));
    const two = await trainSpec({ ...job, outDir: outDir(), threads: 2 });
    assert.equal(two.digest, one.digest);
    const other = await trainSpec({ ...actJob(name, config, undefined, 2), outDir: outDir() });
    assert.notEqual(other.digest, one.digest);
    const inputPath = writeCsv(folder, `${name}.csv`, "row,column\n1,2\n0,1\n2,1\n");
    const { rows, path } = await inferModel({
      modelPath: one.artifactPath,
      inputPath,
      outPath: join(folder, `${name}-actions.csv`),
      task: one.task,
    });
    assert.equal(rows, 3);
    const [down, , right] = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]);
    assert.deepEqual([down, right], ["down", "right"]);
  });
}

class Interruption extends Error {}

test("a run that is interrupted between any rounds ends as one that is not, bit for bit", async () => {
  const families: [Family, Record<string, unknown>][] = [
    [policyGradient, { environment: "CartPole", steps: 3_000, horizon: 32, environments: 4, epochs: 2, batchSize: 64 }],
    [dqn, { environment: "CartPole", steps: 3_000, warmUp: 512, replay: 1_000, environments: 4, targetEvery: 100 }],
  ];
  for (const [family, config] of families) {
    const train = (checkpoints: Checkpoints) =>
      family.train({
        ...actJob(family.name, { ...config, hidden: [8] }),
        threads: 1,
        device: "cpu",
        checkpoints,
        scratch: folder,
        onProgress: () => undefined,
      });
    const through = await train(noCheckpoints);
    const path = join(folder, `${family.name}.checkpoint`);
    let interruptions = 0;
    for (let resumed: Awaited<ReturnType<typeof train>> | undefined; resumed === undefined; ) {
      const checkpoints = await fileCheckpoints({ path, every: 10, identity: family.name });
      let saves = 0;
      try {
        resumed = await train({
          ...checkpoints,
          load: (key) => checkpoints.load(key),
          async save(key, snapshot) {
            if (++saves > 2) throw new Interruption();
            await checkpoints.save(key, snapshot);
          },
        });
      } catch (error) {
        if (!(error instanceof Interruption)) throw error;
        interruptions++;
        continue;
      }
      assert.deepEqual(resumed, through);
    }
    assert.ok(interruptions > 2, `${family.name}: ${interruptions} interruptions`);
  }
});

test("learns which class to say from a table, knowing only whether it was right", async () => {
  const path = writeCsv(folder, "demo.csv", makeDemoDataset({ seed: 3 }));
  for (const [name, steps] of [
    ["policy-gradient", 30_000],
    ["dqn", 15_000],
  ] as const) {
    const job = trainJob({ path, target: "fails", framework: `reinforcement/${name}`, config: { steps } });
    const { metrics, task, artifactPath, split } = await trainSpec({ ...job, outDir: outDir() });
    assert.ok((metrics.accuracy ?? 0) > 0.9, `${name}: accuracy ${metrics.accuracy}`);
    assert.equal(metrics.return, metrics.accuracy);
    assert.deepEqual(task.classes, ["no", "yes"]);
    assert.ok(split.test > 0);
    const { rows } = await inferModel({
      modelPath: artifactPath,
      inputPath: path,
      outPath: join(folder, `${name}-table.csv`),
      task,
    });
    assert.ok(rows > 100);
  }
});

test("a table without a target to act on is refused in a sentence", async () => {
  const path = writeCsv(folder, "aimless.csv", makeDemoDataset({ seed: 3 }));
  const job = trainJob({ path, framework: "reinforcement/policy-gradient" });
  await assert.rejects(trainSpec({ ...job, outDir: outDir() }), withCode("TARGET_UNKNOWN"));
});

test("a file without rows says so, target or not", async () => {
  const empty = writeCsv(folder, "empty.csv", "");
  for (const target of [undefined, "y"]) {
    const job = trainJob({ path: empty, framework: "reinforcement/policy-gradient", ...(target ? { target } : {}) });
    await assert.rejects(trainSpec({ ...job, outDir: outDir() }), withCode("DATA_EMPTY"));
  }
});

test("episodes of a table on disk are those of one in memory", async () => {
  const path = writeCsv(folder, "disk.csv", makeDemoDataset({ seed: 3 }));
  const job = trainJob({ path, target: "fails", framework: "reinforcement/policy-gradient" });
  const arenas = [];
  for (const memory of [undefined, { cells: 1e9, values: 100 }]) {
    const scratch = mkdtempSync(join(folder, "scratch-"));
    const context = {
      ...job,
      threads: 1,
      device: "cpu",
      checkpoints: noCheckpoints,
      scratch,
      onProgress() {},
    } as const;
    arenas.push(await openTable(context, [], memory));
    assert.equal(readdirSync(scratch).length > 0, memory !== undefined);
  }
  const [held, onDisk] = arenas.map((arena) =>
    (["train", "validation", "test"] as const).map((purpose) => {
      const environment = arena.create(purpose);
      return Array.from({ length: 200 }, (_, seed) => {
        const { observation } = environment.reset({ seed });
        return { seen: Array.from(observation), ...environment.step(seed % 2) };
      });
    }),
  );
  assert.deepEqual(onDisk, held);
});

test("the recipe's environment is learned in", async () => {
  const config = { steps: 30_000 };
  const { metrics, task, manifest } = await trainSpec({
    ...actJob("policy-gradient", config, RECIPE),
    outDir: outDir(),
  });
  assert.deepEqual(
    task.columns?.map((column) => column.name),
    ["room", "outside", "hour"],
  );
  assert.deepEqual(task.classes, ["off", "low", "high"]);
  assert.equal((manifest.details as { environment: string }).environment, "module");
  assert.equal(metrics.episodeLength, 48);
  // Never heating earns -655 a day, low heat all day -155, full heat below 21 °C and none above -47.
  assert.ok((metrics.return ?? -1e9) > -100, `return ${metrics.return}`);
});

test("a module's faults are told in sentences", async () => {
  const cases: [source: string, code: string, words: RegExp][] = [
    ["export default { create: () => ({}) };", "ENVIRONMENT_INVALID", /no reset\(\)/],
    [
      "export default { create() { throw new Error('no such file'); } };",
      "ENVIRONMENT_INVALID",
      /create\(\) failed: no such/,
    ],
    ["export default { family: 'reinforcement' };", "MODULE_SHAPE", /./],
    [
      "const names = ['a', 'b']; export default { create: () => ({ observationSpace: { kind: 'box', names }, actionSpace: { kind: 'discrete', names }, reset: () => ({ observation: [Math.random(), 0] }), step: () => ({ observation: [0, 0], reward: 0, terminated: true, truncated: false }) }) };",
      "ENVIRONMENT_FAILED",
      /otherwise when it is run again/,
    ],
  ];
  for (const [index, [source, code, words]] of cases.entries()) {
    const job = actJob("dqn", {}, writeCsv(folder, `faulty${index}.ts`, source));
    await assert.rejects(trainSpec({ ...job, outDir: outDir() }), withCode(code, words));
  }
});

test("settings that make no sense are named", () => {
  assert.throws(
    () => policyGradient.checkConfig({ environment: "MountainCar" }),
    withCode("CONFIG_INVALID", /environment/),
  );
  assert.throws(() => dqn.checkConfig({ discount: 2 }), withCode("CONFIG_INVALID", /discount/));
});

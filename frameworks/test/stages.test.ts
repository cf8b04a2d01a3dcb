import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { JobSpec } from "@blacktail/sdk";
import { type StageArguments, type StageFinish, trainSpec, trainStage } from "../src/index.ts";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "../src/runner/safetensors.ts";
import { Stage } from "../src/runner/stage.ts";
import { filesJob } from "./support/imageJob.ts";
import { temporaryFolder, withCode } from "./support/spec.ts";
import { type StageJob, stageJobs } from "./support/stageJobs.ts";

const folder = temporaryFolder();
const jobs = await stageJobs(folder);
let names = 0;
const fresh = (name: string) => join(folder, `${name}-${names++}`);

const jobOf = async (name: string, stages: JobSpec["stages"]): Promise<StageJob> => {
  const { spec, inputs } = (await jobs[name]?.()) ?? assert.fail(`no job ${name}`);
  return { spec: { ...spec, stages }, inputs };
};

interface Chain {
  /** Paths of the stages' checkpoints. */
  readonly files: string[];
  /** Steps done when each ended. */
  readonly steps: (number | undefined)[];
  readonly finish: StageFinish;
}

/** Does the stages one after the other, each in a process of its own from the file of the one before. */
async function chain(job: StageJob): Promise<Chain> {
  const outDir = fresh("chain");
  const files: string[] = [];
  const steps: (number | undefined)[] = [];
  for (let index = 0; ; index++) {
    const out = join(outDir, `${index}.checkpoint`);
    const result = await trainStage({ ...job, outDir, stage: { index, checkpoint: files.at(-1), out } });
    if (result.finished) {
      assert.ok(!existsSync(out), "a finished training leaves no checkpoint");
      return { files, steps, finish: result };
    }
    assert.equal(result.size, readFileSync(out).length);
    assert.ok(Object.values(result.metrics).every(Number.isFinite));
    files.push(out);
    steps.push(result.metrics.steps);
  }
}

for (const name of Object.keys(jobs)) {
  test(`three stages of ${name} give the model of one run, byte for byte`, { timeout: 300_000 }, async () => {
    const job = await jobOf(name, [{}, {}, {}]);
    const whole = await trainSpec({ ...job, outDir: fresh("whole") });
    const { steps, finish } = await chain(job);
    // Trees take no optimizer steps: the stage in which they come does all.
    assert.equal(steps.length, name.endsWith("trees") ? 0 : 2);
    if (steps.length > 0) assert.ok((steps[0] ?? 0) < (steps[1] ?? 0), `${steps}`);
    assert.equal(finish.digest, whole.digest);
    assert.deepEqual(finish.report, whole.report);
    assert.deepEqual(finish.metrics, whole.metrics);
  });
}

test("a stage ends exactly where its epochs or steps do", async () => {
  // 420 rows to learn from in batches of 64: 7 steps an epoch.
  const epochs = await chain(await jobOf("deep/mlp", [{ epochs: 2 }, { epochs: 3 }, { epochs: 4 }]));
  assert.deepEqual(epochs.steps, [14, 35]);
  const steps = await chain(await jobOf("deep/transformer", [{ steps: 20 }, { steps: 31 }, { steps: 19 }]));
  assert.deepEqual(steps.steps, [20, 51]);
  assert.equal(steps.finish.manifest.details.steps, 70);
});

test("a stage's file says nothing of when, where and by how many threads it was made", async () => {
  const job = await jobOf("supervised/tabular", [{}, {}]);
  const made = [];
  for (const threads of [1, 2]) {
    const out = fresh(`made by ${threads}`);
    const result = await trainStage({ ...job, outDir: fresh("elsewhere"), threads, stage: { index: 0, out } });
    made.push(result.digest);
    assert.ok(!readFileSync(out).includes(folder));
  }
  assert.equal(made[0], made[1]);
});

test("stages divide what all pieces of a run plan; a piece that ends early counts whole", () => {
  const third = (index: number) => new Stage([{}, {}, {}], index);
  const first = third(0);
  first.plan(300);
  assert.equal(first.endWithin(60), Number.POSITIVE_INFINITY, "the stage ends in a later piece");
  first.pieceEnded(60);
  assert.equal(first.endWithin(200), 40);
  assert.throws(() => first.halt(40, { loss: 0.5, validationLoss: undefined, other: Number.NaN }));
  assert.deepEqual(first.metrics, { loss: 0.5, steps: 100 });
  assert.equal(third(0).endWithin(100), 33, "one piece plans for itself");
  assert.equal(third(1).endWithin(100), 67);
  assert.equal(third(2).endWithin(100), Number.POSITIVE_INFINITY, "the last stage ends with the run");
  const late = third(0);
  late.plan(90);
  late.pieceEnded(60);
  assert.equal(late.endWithin(30), 0, "more was done than the stage asked for");
  assert.equal(new Stage([{ steps: 1 }, { steps: 3 }], 0).endWithin(1_000), 250);
  assert.equal(new Stage([{ epochs: 3 }, { epochs: 1 }], 0).endWithin(1_000), 750);
});

test("a training that ends early is finished in the stage in which it ends", async () => {
  const { spec, inputs } = await jobOf("deep/mlp", [{}, {}, {}, {}]);
  const { framework } = spec;
  assert.ok(framework);
  const config = { ...framework.config, epochs: 60, patience: 1, learningRate: 0.5 };
  const job = { spec: { ...spec, framework: { ...framework, config } }, inputs };
  const whole = await trainSpec({ ...job, outDir: fresh("whole") });
  const { steps, finish } = await chain(job);
  assert.ok(steps.length < 3, `${steps}`);
  assert.equal(finish.digest, whole.digest);
});

test("a stage that is interrupted leaves the bytes of one that is not, and its state is of no other stage", async () => {
  const job = await jobOf("reinforcement/policy-gradient", [{}, {}, {}, {}]);
  const { files } = await chain(job);
  const outDir = fresh("interrupted");
  const path = fresh("local");
  const out = fresh("out");
  const stage = { index: 1, checkpoint: files[0], out };
  const stop = new AbortController();
  const stopped = trainStage({ ...job, outDir, stage, checkpoint: { path, every: 20 }, signal: stop.signal });
  const refusal = assert.rejects(stopped, withCode("RUN_ABORTED"));
  while (!existsSync(path)) await sleep(5);
  stop.abort();
  await refusal;
  assert.ok(!existsSync(out));
  const resume = { path, every: 35, resume: true };
  const resumed = await trainStage({ ...job, outDir, stage, checkpoint: resume });
  assert.ok(!resumed.finished);
  assert.ok(readFileSync(out).equals(readFileSync(files[1] ?? "")), "the same bytes");
  const third = { index: 2, checkpoint: out, out: fresh("out") };
  await assert.rejects(
    trainStage({ ...job, outDir, stage: third, checkpoint: resume }),
    withCode("CHECKPOINT_FOREIGN", /its identity is ".* stage 1 from 0x[0-9a-f]{64}", not ".* stage 2 from/),
  );
});

test("the checkpoint of the stage before is checked: it may come from anybody", async (t) => {
  const job = await jobOf("deep/mlp", [{}, {}, {}]);
  const { files, finish } = await chain(job);
  const [first = "", second = ""] = files;
  const from = (checkpoint: string, changes: Partial<StageArguments> = {}) =>
    trainStage({ ...job, outDir: fresh("hostile"), stage: { index: 1, checkpoint, out: fresh("out") }, ...changes });
  /** The first stage's file, changed. */
  const changed = (change: (content: { tensors: Map<string, unknown>; metadata: Map<string, string> }) => void) => {
    const content = decodeSafetensors(readFileSync(first));
    const copy = { tensors: new Map<string, unknown>(content.tensors), metadata: new Map(content.metadata) };
    change(copy);
    const path = fresh("changed");
    writeFileSync(path, Buffer.concat(encodeSafetensors(copy as Safetensors)));
    return path;
  };
  const withState = (change: Record<string, unknown>) =>
    changed(({ metadata }) => {
      const state = JSON.parse(metadata.get("state/network") ?? "") as Record<string, unknown>;
      metadata.set("state/network", JSON.stringify({ ...state, ...change }));
    });

  await t.test("a file that is not there", () =>
    assert.rejects(from(fresh("missing")), withCode("CHECKPOINT_INVALID", /There is no checkpoint/)),
  );
  await t.test("one that is cut off", async () => {
    const path = fresh("cut");
    const { length } = readFileSync(first);
    for (const size of [0, 5, 400, length - 1]) {
      copyFileSync(first, path);
      truncateSync(path, size);
      await assert.rejects(from(path), withCode("CHECKPOINT_INVALID"));
    }
  });
  await t.test("a model in its place", () =>
    assert.rejects(from(finish.artifactPath), withCode("CHECKPOINT_INVALID", /it names a header/)),
  );
  await t.test("that of another stage", () =>
    assert.rejects(from(second), withCode("CHECKPOINT_FOREIGN", /its stage is "1", not "0"/)),
  );
  await t.test("that of another spec", async () => {
    const other = { ...job.spec, seed: job.spec.seed + 1 };
    await assert.rejects(from(first, { spec: other }), withCode("CHECKPOINT_FOREIGN", /its identity is/));
  });
  await t.test("steps that the training does not have", async () => {
    for (const step of [64, 63, -1, 0.5, 1e300, "7", null]) {
      await assert.rejects(from(withState({ step })), withCode("CHECKPOINT_INVALID", /gone on from/));
    }
  });
  await t.test("tensors that are missing, of another size or of another type", async () => {
    for (const data of [undefined, new Float32Array(1), new Int32Array(16)]) {
      const path = changed(({ tensors }) => {
        const name = [...tensors.keys()].find((key) => key.startsWith("network/now.")) ?? assert.fail();
        if (data === undefined) tensors.delete(name);
        else tensors.set(name, { shape: [data.length], data });
      });
      await assert.rejects(from(path), withCode("CHECKPOINT_INVALID", /gone on from/));
    }
  });
  await t.test("pieces that the training does not have change nothing but the file", async () => {
    const path = changed(({ metadata }) => void metadata.set("state/stranger", '{"__proto__":{"polluted":true}}'));
    const result = await from(path);
    assert.ok(!result.finished);
    const honest = decodeSafetensors(readFileSync(second));
    const { tensors } = decodeSafetensors(readFileSync(result.checkpointPath));
    assert.deepEqual(tensors, honest.tensors);
  });
});

test("a policy's checkpoint is checked as well", async () => {
  for (const name of ["reinforcement/policy-gradient", "reinforcement/dqn"]) {
    const job = await jobOf(name, [{}, {}, {}]);
    const first = fresh("first");
    await trainStage({ ...job, outDir: fresh("out"), stage: { index: 0, out: first } });
    const content = decodeSafetensors(readFileSync(first));
    const key = [...content.metadata.keys()].find((entry) => entry.startsWith("state/")) ?? assert.fail();
    const kept = JSON.parse(content.metadata.get(key) ?? "") as { state: Record<string, unknown> };
    const { learner } = kept.state as { learner: Record<string, unknown> };
    const hostile: Record<string, unknown> = {
      "a round beyond the end": { ...kept, state: { ...kept.state, round: 1e9 } },
      "no log": { ...kept, state: { ...kept.state, log: undefined } },
      "an action that there is not": {
        ...kept,
        state: { ...kept.state, learner: { ...learner, lanes: [{ episode: 0, actions: [99] }] } },
      },
      "another width": {
        ...kept,
        state: { ...kept.state, learner: { ...learner, normalizer: { count: 1, mean: [], squares: [] } } },
      },
      "a best policy without weights": { ...kept, best: { mean: 1, step: 1, normalizer: learner.normalizer } },
    };
    for (const [what, state] of Object.entries(hostile)) {
      const metadata = new Map([...content.metadata, [key, JSON.stringify(state)]]);
      const weightless = what === "a best policy without weights";
      const tensors = new Map([...content.tensors].filter(([tensor]) => !weightless || !tensor.includes("/best/")));
      const checkpoint = fresh("hostile");
      writeFileSync(checkpoint, Buffer.concat(encodeSafetensors({ metadata, tensors })));
      await assert.rejects(
        trainStage({ ...job, outDir: fresh("out"), stage: { index: 1, checkpoint, out: fresh("out") } }),
        withCode("CHECKPOINT_INVALID"),
        `${name}: ${what}`,
      );
    }
  }
});

test("a module of the job's own that catches what ends the stage does not go on", async () => {
  const module = join(folder, "stubborn.ts");
  writeFileSync(
    module,
    `import { constant, fit, meanSquaredError, network, networkParameters, createRandom, sgd } from "@blacktail/frameworks/engine";
    export default { family: "own", name: "stubborn", version: "1.0.0", checkConfig() {}, async train(context) {
      const program = { parameters: networkParameters([1, 1], "relu", createRandom(1)), batchSize: 2, optimizer: sgd(),
        data: [{ name: "x", type: "float32", rowShape: [1] }, { name: "y", type: "float32", rowShape: [1] }],
        loss: (tape, weights, [x, y]) => meanSquaredError(tape, network(tape, x, weights, "relu"), y) };
      const data = { x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(2, 4, 6, 8) };
      try {
        await fit({ program, data, key: "line", steps: 40, seed: 1, stream: 2, learningRate: constant(0.01), context });
      } catch {
        throw new Error("I caught it.");
      }
      return {};
    } };`,
  );
  const { spec, inputs } = await filesJob("own/stubborn", [{ role: "module", format: "module", path: module }]);
  const job = { spec: { ...spec, stages: [{}, {}] }, inputs };
  const out = fresh("out");
  const first = await trainStage({ ...job, outDir: fresh("module"), stage: { index: 0, out } });
  assert.ok(!first.finished);
  assert.equal(first.metrics.steps, 20);
  await assert.rejects(
    trainStage({ ...job, outDir: fresh("module"), stage: { index: 1, checkpoint: out, out: fresh("out") } }),
    withCode("OUTCOME_INVALID"),
  );
});

test("a checkpoint may be as large as the job's output", async () => {
  const { spec, inputs } = await jobOf("deep/mlp", [{}, {}]);
  const { framework } = spec;
  assert.ok(framework);
  const wide = { ...framework, config: { ...framework.config, width: 300 } };
  const job = { spec: { ...spec, framework: wide, limits: { ...spec.limits, outputMiB: 1 } }, inputs };
  const stage = { index: 0, out: fresh("out") };
  await assert.rejects(
    trainStage({ ...job, outDir: fresh("large"), stage }),
    withCode("LIMIT_OUTPUT", /The checkpoint has \d+ bytes; the job allows 1048576/),
  );
});

test("only the stages that there are can be done, each from what it needs", async () => {
  const job = await jobOf("deep/mlp", [{}, {}]);
  const stage = (index: number, checkpoint?: string) =>
    trainStage({ ...job, outDir: fresh("none"), stage: { index, checkpoint, out: fresh("out") } });
  await assert.rejects(stage(2, "x"), withCode("STAGE_INVALID", /the stages 0 to 1, and no stage 2/));
  await assert.rejects(stage(-1), withCode("STAGE_INVALID"));
  await assert.rejects(stage(0.5), withCode("STAGE_INVALID"));
  await assert.rejects(stage(0, "x"), withCode("STAGE_INVALID", /first stage was given/));
  await assert.rejects(stage(1), withCode("STAGE_INVALID", /was given no checkpoint/));
});

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { JobSpec } from "@blacktail/sdk";
import { type StageFinish, trainSpec, trainStage } from "../src/index.ts";
import { temporaryFolder } from "./support/spec.ts";
import { type StageJob, stageJobs } from "./support/stageJobs.ts";

const folder = temporaryFolder();
const jobs = await stageJobs(folder);
let runs = 0;

const inStages = ({ spec, inputs }: StageJob, stages: JobSpec["stages"]): StageJob => ({
  spec: { ...spec, stages },
  inputs,
});

/** Does the stages one after the other, each in a process of its own from the file of the one before. */
async function chain(job: StageJob): Promise<{ files: Buffer[]; steps: number[]; finish: StageFinish }> {
  const outDir = join(folder, `chain-${runs++}`);
  const files: Buffer[] = [];
  const steps: number[] = [];
  let checkpoint: string | undefined;
  for (let index = 0; ; index++) {
    const out = join(outDir, `${index}.checkpoint`);
    const result = await trainStage({ ...job, outDir, stage: { index, checkpoint, out } });
    if (result.finished) {
      assert.ok(!existsSync(out), "a finished training leaves no checkpoint");
      return { files, steps, finish: result };
    }
    assert.equal(result.size, readFileSync(out).length);
    files.push(readFileSync(out));
    steps.push(result.metrics.steps ?? -1);
    checkpoint = out;
  }
}

for (const [name, make] of Object.entries(jobs)) {
  test(`three stages of ${name} give the model of one run, byte for byte`, { timeout: 300_000 }, async () => {
    const job = inStages(await make(), [{}, {}, {}]);
    const whole = await trainSpec({ ...job, outDir: join(folder, `whole-${runs++}`) });
    const { steps, finish } = await chain(job);
    assert.equal(steps.length, name.endsWith("trees") ? 0 : 2, "the stages divide the training");
    assert.ok((steps[0] ?? 0) < (steps[1] ?? 1));
    assert.equal(finish.digest, whole.digest);
    assert.deepEqual(finish.report, whole.report);
    assert.deepEqual(finish.metrics, whole.metrics);
    console.log(
      name,
      files.map((file) => file.length),
      steps,
    );
  });
}
